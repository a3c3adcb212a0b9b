package dev.pith.eval.grade;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where a trace begins to run in a loop until its end.
 *
 * <p>A window of {@value #WINDOW_WORDS} words loops when more than half of its runs of {@value
 * #RUN_WORDS} words repeat an earlier run of the same window. A trace loops when its last window
 * does, and its loop starts with the first window after which every window does. The window may
 * begin before the text repeats: up to half a window of new text fits into it.
 */
public final class LoopStart {
  static final int WINDOW_WORDS = 1_500;
  static final int RUN_WORDS = 8;

  private LoopStart() {}

  /** Returns the offset of the loop in UTF-16 units; empty when the text does not end in a loop. */
  public static OptionalLong of(String thinking) {
    List<Integer> starts = new ArrayList<>();
    int[] runs = runs(thinking, starts);
    int window = Math.min(runs.length, WINDOW_WORDS - RUN_WORDS + 1);
    if (window < 2) {
      return OptionalLong.empty();
    }
    int[] counts = new int[runs.length];
    int distinct = 0;
    int firstLooping = -1;
    for (int i = 0; i < runs.length; i++) {
      distinct += counts[runs[i]]++ == 0 ? 1 : 0;
      if (i >= window) {
        distinct -= --counts[runs[i - window]] == 0 ? 1 : 0;
      }
      if (i < window - 1) {
        continue;
      }
      boolean loops = 2 * (window - distinct) > window;
      if (!loops) {
        firstLooping = -1;
      } else if (firstLooping < 0) {
        firstLooping = i - window + 1;
      }
    }
    return firstLooping < 0 ? OptionalLong.empty() : OptionalLong.of(starts.get(firstLooping));
  }

  /** Numbers the runs of words; equal runs have equal numbers. */
  private static int[] runs(String text, List<Integer> starts) {
    List<Integer> words = words(text, starts);
    int[] runs = new int[Math.max(0, words.size() - RUN_WORDS + 1)];
    Map<List<Integer>, Integer> numbers = new HashMap<>();
    for (int i = 0; i < runs.length; i++) {
      List<Integer> run = List.copyOf(words.subList(i, i + RUN_WORDS));
      runs[i] = numbers.computeIfAbsent(run, unseen -> numbers.size());
    }
    return runs;
  }

  private static List<Integer> words(String text, List<Integer> starts) {
    List<Integer> words = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    int at = 0;
    while (at < text.length()) {
      int start = at;
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at > start) {
        starts.add(start);
        words.add(numbers.computeIfAbsent(text.substring(start, at), unseen -> numbers.size()));
      }
      at++;
    }
    return words;
  }
}
