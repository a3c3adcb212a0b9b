package dev.pith.eval.grade;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where a trace begins to run in a loop until its end.
 *
 * <p>A trace loops when more than half of the runs of {@value #RUN_WORDS} words in its last {@value
 * #WINDOW_WORDS} words repeat one another. Its loop starts with the first repeat: of every {@value
 * #DENSE_RUNS} runs from there to the end, at least half stand earlier in the trace.
 */
public final class LoopStart {
  static final int WINDOW_WORDS = 1_500;
  static final int RUN_WORDS = 8;
  static final int DENSE_RUNS = 64;

  private LoopStart() {}

  /**
   * Returns the offset at which the loop of a text starts, in UTF-16 units; empty when the text
   * does not end in a loop.
   */
  public static OptionalLong of(String thinking) {
    List<Integer> wordChars = new ArrayList<>();
    int[] runs = runs(thinking, wordChars);
    return endsInLoop(runs)
        ? OptionalLong.of(wordChars.get(firstRepeat(runs)))
        : OptionalLong.empty();
  }

  private static boolean endsInLoop(int[] runs) {
    int[] last =
        Arrays.copyOfRange(
            runs, Math.max(0, runs.length - (WINDOW_WORDS - RUN_WORDS + 1)), runs.length);
    long distinct = Arrays.stream(last).distinct().count();
    return 2 * (last.length - distinct) > last.length;
  }

  /** Returns the first run from which on every dense stretch is at least half repeats. */
  private static int firstRepeat(int[] runs) {
    boolean[] repeats = new boolean[runs.length];
    boolean[] seen = new boolean[runs.length];
    for (int i = 0; i < runs.length; i++) {
      repeats[i] = seen[runs[i]];
      seen[runs[i]] = true;
    }
    int size = Math.min(runs.length, DENSE_RUNS);
    int dense = 0;
    int first = runs.length - size;
    for (int i = runs.length - 1; i >= 0; i--) {
      dense += repeats[i] ? 1 : 0;
      if (i + size < runs.length) {
        dense -= repeats[i + size] ? 1 : 0;
      }
      if (i + size <= runs.length) {
        if (2 * dense < size) {
          break;
        }
        first = i;
      }
    }
    return first;
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
