package dev.pith.ragcache.engine.math;

import static dev.pith.ragcache.engine.math.Lanes.floats;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot products of four rows of weights, as floats, with rows of floats; and the addition of lanes.
 *
 * <p>Each product is a vector of lane-wise sums, added up in ascending columns.
 */
final class VectorTiles {

  /** How many rows of weights go together, and how many rows of X in a tile. */
  static final int SIDE = 4;

  private static final int LANES = Lanes.COUNT;
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

  private static final VectorMask<Float> ODD = lanesWithBit(1);
  private static final VectorMask<Float> UPPER = lanesWithBit(2);
  private static final VectorShuffle<Float> BY_1 = Lanes.partners(1);
  private static final VectorShuffle<Float> BY_2 = Lanes.partners(2);

  private VectorTiles() {}

  /**
   * Multiplies four rows of weights with four rows of X. The vector of weight row r and row i goes
   * to 4 i + r of {@code sums}.
   *
   * @param w four rows of {@code columns} values, from {@code wAt}
   * @param x four rows, each {@code xStride} after the one before, from {@code xAt}
   * @param end how many columns to take, a multiple of the lanes
   */
  static void tile(
      float[] w, int wAt, int columns, float[] x, int xAt, int xStride, int end, float[] sums) {
    FloatVector s00 = Lanes.zero();
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    for (int k = 0; k < end; k += LANES) {
      FloatVector w0 = floats(w, wAt + k);
      FloatVector w1 = floats(w, wAt + columns + k);
      FloatVector w2 = floats(w, wAt + 2 * columns + k);
      FloatVector w3 = floats(w, wAt + 3 * columns + k);
      FloatVector x0 = floats(x, xAt + k);
      s00 = w0.fma(x0, s00);
      s01 = w1.fma(x0, s01);
      s02 = w2.fma(x0, s02);
      s03 = w3.fma(x0, s03);
      FloatVector x1 = floats(x, xAt + xStride + k);
      s10 = w0.fma(x1, s10);
      s11 = w1.fma(x1, s11);
      s12 = w2.fma(x1, s12);
      s13 = w3.fma(x1, s13);
      FloatVector x2 = floats(x, xAt + 2 * xStride + k);
      s20 = w0.fma(x2, s20);
      s21 = w1.fma(x2, s21);
      s22 = w2.fma(x2, s22);
      s23 = w3.fma(x2, s23);
      FloatVector x3 = floats(x, xAt + 3 * xStride + k);
      s30 = w0.fma(x3, s30);
      s31 = w1.fma(x3, s31);
      s32 = w2.fma(x3, s32);
      s33 = w3.fma(x3, s33);
    }
    s00.intoArray(sums, 0);
    s01.intoArray(sums, LANES);
    s02.intoArray(sums, 2 * LANES);
    s03.intoArray(sums, 3 * LANES);
    s10.intoArray(sums, 4 * LANES);
    s11.intoArray(sums, 5 * LANES);
    s12.intoArray(sums, 6 * LANES);
    s13.intoArray(sums, 7 * LANES);
    s20.intoArray(sums, 8 * LANES);
    s21.intoArray(sums, 9 * LANES);
    s22.intoArray(sums, 10 * LANES);
    s23.intoArray(sums, 11 * LANES);
    s30.intoArray(sums, 12 * LANES);
    s31.intoArray(sums, 13 * LANES);
    s32.intoArray(sums, 14 * LANES);
    s33.intoArray(sums, 15 * LANES);
  }

  /** Multiplies four rows of weights with one row of X, whose vectors come first in sums. */
  static void column(float[] w, int wAt, int columns, float[] x, int xAt, int end, float[] sums) {
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int k = 0; k < end; k += LANES) {
      FloatVector xs = floats(x, xAt + k);
      s0 = floats(w, wAt + k).fma(xs, s0);
      s1 = floats(w, wAt + columns + k).fma(xs, s1);
      s2 = floats(w, wAt + 2 * columns + k).fma(xs, s2);
      s3 = floats(w, wAt + 3 * columns + k).fma(xs, s3);
    }
    s0.intoArray(sums, 0);
    s1.intoArray(sums, LANES);
    s2.intoArray(sums, 2 * LANES);
    s3.intoArray(sums, 3 * LANES);
  }

  /**
   * Adds up the lanes of each of four vectors, in the same order for each.
   *
   * @param sums four vectors from {@code at}; they are overwritten
   * @param out receives the four sums
   */
  static void addLanes(float[] sums, int at, float[] out, int outAt) {
    FloatVector s01 = fold(floats(sums, at), floats(sums, at + LANES), ODD, BY_1);
    FloatVector s23 = fold(floats(sums, at + 2 * LANES), floats(sums, at + 3 * LANES), ODD, BY_1);
    fold(s01, s23, UPPER, BY_2).intoArray(sums, at);
    FloatVector total = FloatVector.fromArray(FOUR, sums, at);
    if (LANES == 8) {
      total = total.add(FloatVector.fromArray(FOUR, sums, at + 4));
    } else if (LANES == 16) {
      FloatVector even = total.add(FloatVector.fromArray(FOUR, sums, at + 8));
      FloatVector odd =
          FloatVector.fromArray(FOUR, sums, at + 4).add(FloatVector.fromArray(FOUR, sums, at + 12));
      total = even.add(odd);
    }
    total.intoArray(out, outAt);
  }

  /** Adds pairs of lanes: those of {@code a}, or where the mask is set, those of {@code b}. */
  private static FloatVector fold(
      FloatVector a, FloatVector b, VectorMask<Float> mask, VectorShuffle<Float> partner) {
    return a.blend(b, mask).add(b.blend(a, mask).rearrange(partner));
  }

  private static VectorMask<Float> lanesWithBit(int bit) {
    boolean[] lanes = new boolean[LANES];
    for (int i = 0; i < LANES; i++) {
      lanes[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(Lanes.FLOATS, lanes, 0);
  }
}
