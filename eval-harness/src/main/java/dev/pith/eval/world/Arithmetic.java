package dev.pith.eval.world;

import java.util.List;
import java.util.random.RandomGenerator;

/** Writes sums and differences the way they are worked out in the head: tens first, then ones. */
final class Arithmetic {
  /** How far off a result is that was miscalculated, up or down. */
  private static final List<Integer> OFFSETS = List.of(1, 2, 3, 10);

  private static final int TEN = 10;

  private Arithmetic() {}

  /** Draws how far off a miscalculated result is. */
  static int offset(RandomGenerator random) {
    int offset = Draw.one(OFFSETS, random);
    return random.nextBoolean() ? offset : -offset;
  }

  /** Returns the equations that add b to a, when they come to {@code result}. */
  static String sum(int a, int b, int result) {
    return worked(a, "+", b, result, 1);
  }

  /** Returns the equations that take b from a, when they come to {@code result}. */
  static String difference(int a, int b, int result) {
    return worked(a, "-", b, result, -1);
  }

  /** Returns the equation that multiplies, when it comes to {@code result}. */
  static String product(int a, int b, int result) {
    return a + " * " + b + " = " + result;
  }

  /** Returns the last equation of a working: what it comes to. */
  static String last(String worked) {
    return worked.substring(worked.lastIndexOf(", ") < 0 ? 0 : worked.lastIndexOf(", ") + 2);
  }

  private static String worked(int a, String sign, int b, int result, int direction) {
    int ones = b % TEN;
    if (b < TEN || ones == 0) {
      return a + " " + sign + " " + b + " = " + result;
    }
    int between = a + direction * (b - ones);
    return a
        + " "
        + sign
        + " "
        + (b - ones)
        + " = "
        + between
        + ", "
        + between
        + " "
        + sign
        + " "
        + ones
        + " = "
        + result;
  }
}
