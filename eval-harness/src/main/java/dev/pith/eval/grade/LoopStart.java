package dev.pith.eval.grade;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a trace begins to run in a loop until its end.
 *
 * <p>A window of {@value #WINDOW_WORDS} words loops when more than half of its runs of {@value
 * #RUN_WORDS} words repeat an earlier run of the same window. A trace loops when its last window
 * does. Its loop begins, at the earliest, with the first window from which on every window loops;
 * up to half of that window may still be new text.
 *
 * @param windowChar offset of that window, in UTF-16 units
 * @param repeatChar offset of the first repeat in it: more than half of the {@value #DENSE_RUNS}
 *     runs from there on repeat one of the {@value #WINDOW_WORDS} words before
 */
public record LoopStart(long windowChar, long repeatChar) {
  static final int WINDOW_WORDS = 1_500;
  static final int RUN_WORDS = 8;
  static final int DENSE_RUNS = 100;

  private static final int WINDOW_RUNS = WINDOW_WORDS - RUN_WORDS + 1;

  /** Returns where the loop of a text starts; empty when the text does not end in a loop. */
  public static Optional<LoopStart> of(String thinking) {
    List<Integer> wordChars = new ArrayList<>();
    int[] runs = runs(thinking, wordChars);
    int window = firstLoopingWindow(runs);
    return window < 0
        ? Optional.empty()
        : Optional.of(
            new LoopStart(wordChars.get(window), wordChars.get(firstRepeat(runs, window))));
  }

  /** Returns the first run of the first window from which on every window loops; -1 for none. */
  private static int firstLoopingWindow(int[] runs) {
    int size = Math.min(runs.length, WINDOW_RUNS);
    int[] counts = new int[runs.length];
    int distinct = 0;
    int first = -1;
    for (int i = 0; i < runs.length; i++) {
      distinct += counts[runs[i]]++ == 0 ? 1 : 0;
      if (i >= size) {
        distinct -= --counts[runs[i - size]] == 0 ? 1 : 0;
      }
      if (i >= size - 1) {
        boolean loops = 2 * (size - distinct) > size;
        first = !loops ? -1 : first < 0 ? i - size + 1 : first;
      }
    }
    return first;
  }

  private static int firstRepeat(int[] runs, int from) {
    boolean[] repeats = new boolean[runs.length];
    int[] last = new int[runs.length];
    Arrays.fill(last, Integer.MIN_VALUE / 2);
    for (int i = 0; i < runs.length; i++) {
      repeats[i] = i - last[runs[i]] < WINDOW_RUNS;
      last[runs[i]] = i;
    }
    for (int i = from; i < runs.length; i++) {
      int end = Math.min(runs.length, i + DENSE_RUNS);
      int dense = 0;
      for (int j = i; j < end; j++) {
        dense += repeats[j] ? 1 : 0;
      }
      if (repeats[i] && 2 * dense > end - i) {
        return i;
      }
    }
    return from;
  }

  /** Numbers the runs of words: equal runs have equal numbers. */
  private static int[] runs(String text, List<Integer> wordChars) {
    List<Integer> words = words(text, wordChars);
    int[] runs = new int[Math.max(0, words.size() - RUN_WORDS + 1)];
    Map<List<Integer>, Integer> numbers = new HashMap<>();
    for (int i = 0; i < runs.length; i++) {
      List<Integer> run = List.copyOf(words.subList(i, i + RUN_WORDS));
      runs[i] = numbers.computeIfAbsent(run, unseen -> numbers.size());
    }
    return runs;
  }

  private static List<Integer> words(String text, List<Integer> wordChars) {
    List<Integer> words = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int at = 0; at < text.length(); at++) {
      int start = at;
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at > start) {
        wordChars.add(start);
        words.add(numbers.computeIfAbsent(text.substring(start, at), unseen -> numbers.size()));
      }
    }
    return words;
  }
}
