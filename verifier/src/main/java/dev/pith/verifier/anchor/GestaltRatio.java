package dev.pith.verifier.anchor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How alike two texts are: the gestalt ratio of Ratcliff and Obershelp [1], computed as Python's
 * {@code difflib.SequenceMatcher} does without a junk function.
 *
 * <pre>
 *   ratio(a, b) = 2 M / (|a| + |b|)        1 when both are empty
 * </pre>
 *
 * <p>M is the length of all matching blocks: the longest common block (of equal ones the earliest
 * in a, then in b), and those to the left and to the right of it. It is not symmetric. Lengths are
 * code points; texts of more than {@value #MAX_CODE_POINTS} are compared line by line.
 */
final class GestaltRatio {

  /*
   * With autojunk, of a text b of 200 code points or more, those that occur in it more often than
   * |b| / 100 + 1 times begin no block. A block that is found is extended over them, and where none
   * can begin the empty block at the start of both ranges is, so that a common beginning counts.
   *
   * [1] Ratcliff, Metzener: Pattern Matching: The Gestalt Approach. Dr. Dobb's Journal, July 1988.
   */

  static final int MAX_CODE_POINTS = 20_000;
  private static final int MIN_POPULAR_LENGTH = 200;
  private static final int[] NOWHERE = {};

  private final int[] a;
  private final int[] b;

  /** Where each element of b stands, ascending, without the popular ones. */
  private final Map<Integer, int[]> places;

  /** Lengths of the common blocks that end at each place of b, in this row and the one before. */
  private int[] lengths;

  private int[] lengthsBefore;

  private record Ranges(int fromA, int toA, int fromB, int toB) {}

  private record Block(int a, int b, int length) {}

  private GestaltRatio(int[] a, int[] b, boolean autojunk) {
    this.a = a;
    this.b = b;
    this.places = places(b, autojunk);
    this.lengths = new int[b.length + 1];
    this.lengthsBefore = new int[b.length + 1];
  }

  /** Returns the ratio, in [0, 1]. */
  static double of(String a, String b, boolean autojunk) {
    int[][] both = elements(a, b);
    return ratio(new GestaltRatio(both[0], both[1], autojunk).matches(), both);
  }

  /** Returns the number M of elements in matching blocks. */
  static int matches(String a, String b, boolean autojunk) {
    int[][] both = elements(a, b);
    return new GestaltRatio(both[0], both[1], autojunk).matches();
  }

  /**
   * Returns whether the ratio is at least so much; computed only where the lengths and the counts
   * of the characters do not decide already.
   */
  static boolean reaches(String a, String b, boolean autojunk, double threshold) {
    int[][] both = elements(a, b);
    return ratio(Math.min(both[0].length, both[1].length), both) >= threshold
        && ratio(commonElements(both[0], both[1]), both) >= threshold
        && ratio(new GestaltRatio(both[0], both[1], autojunk).matches(), both) >= threshold;
  }

  private static double ratio(int matches, int[][] both) {
    int length = both[0].length + both[1].length;
    return length == 0 ? 1 : 2.0 * matches / length;
  }

  private static int[][] elements(String a, String b) {
    int[] pointsA = a.codePoints().toArray();
    int[] pointsB = b.codePoints().toArray();
    if (Math.max(pointsA.length, pointsB.length) <= MAX_CODE_POINTS) {
      return new int[][] {pointsA, pointsB};
    }
    Map<String, Integer> numbers = new HashMap<>();
    return new int[][] {lines(a, numbers), lines(b, numbers)};
  }

  private static int[] lines(String text, Map<String, Integer> numbers) {
    List<String> lines = text.lines().toList();
    return lines.stream()
        .mapToInt(line -> numbers.computeIfAbsent(line, unseen -> numbers.size()))
        .toArray();
  }

  private static int commonElements(int[] a, int[] b) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int element : b) {
      counts.merge(element, 1, Integer::sum);
    }
    int common = 0;
    for (int element : a) {
      if (counts.merge(element, -1, Integer::sum) >= 0) {
        common++;
      }
    }
    return common;
  }

  private static Map<Integer, int[]> places(int[] b, boolean autojunk) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int element : b) {
      counts.merge(element, 1, Integer::sum);
    }
    int most = autojunk && b.length >= MIN_POPULAR_LENGTH ? b.length / 100 + 1 : Integer.MAX_VALUE;
    Map<Integer, int[]> places = new HashMap<>();
    Map<Integer, Integer> filled = new HashMap<>();
    for (int at = 0; at < b.length; at++) {
      int count = counts.getOrDefault(b[at], 0);
      if (count <= most) {
        int[] own = places.computeIfAbsent(b[at], element -> new int[count]);
        own[filled.merge(b[at], 1, Integer::sum) - 1] = at;
      }
    }
    return places;
  }

  private int matches() {
    int matches = 0;
    Deque<Ranges> open = new ArrayDeque<>();
    open.push(new Ranges(0, a.length, 0, b.length));
    while (!open.isEmpty()) {
      Ranges ranges = open.pop();
      Block block = longest(ranges);
      if (block.length() == 0) {
        continue;
      }
      matches += block.length();
      int endA = block.a() + block.length();
      int endB = block.b() + block.length();
      if (ranges.fromA() < block.a() && ranges.fromB() < block.b()) {
        open.push(new Ranges(ranges.fromA(), block.a(), ranges.fromB(), block.b()));
      }
      if (endA < ranges.toA() && endB < ranges.toB()) {
        open.push(new Ranges(endA, ranges.toA(), endB, ranges.toB()));
      }
    }
    return matches;
  }

  private Block longest(Ranges ranges) {
    int bestA = ranges.fromA();
    int bestB = ranges.fromB();
    int best = 0;
    int[] seeded = NOWHERE;
    for (int i = ranges.fromA(); i < ranges.toA(); i++) {
      int[] at = places.getOrDefault(a[i], NOWHERE);
      for (int j : at) {
        if (j < ranges.fromB() || j >= ranges.toB()) {
          continue;
        }
        int length = j == ranges.fromB() ? 1 : lengthsBefore[j - 1] + 1;
        lengths[j] = length;
        if (length > best) {
          bestA = i - length + 1;
          bestB = j - length + 1;
          best = length;
        }
      }
      clear(lengthsBefore, seeded);
      seeded = at;
      int[] row = lengthsBefore;
      lengthsBefore = lengths;
      lengths = row;
    }
    clear(lengthsBefore, seeded);
    while (bestA > ranges.fromA() && bestB > ranges.fromB() && a[bestA - 1] == b[bestB - 1]) {
      bestA--;
      bestB--;
      best++;
    }
    while (bestA + best < ranges.toA()
        && bestB + best < ranges.toB()
        && a[bestA + best] == b[bestB + best]) {
      best++;
    }
    return new Block(bestA, bestB, best);
  }

  private static void clear(int[] row, int[] places) {
    for (int place : places) {
      row[place] = 0;
    }
  }
}
