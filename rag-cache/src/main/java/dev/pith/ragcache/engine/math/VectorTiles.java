package dev.pith.ragcache.engine.math;

import static dev.pith.ragcache.engine.math.Lanes.floats;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Dot products of four rows of weights, as floats, with rows of floats; and the addition of lanes.
 *
 * <p>Each product is a vector of lane-wise sums, added up in ascending columns.
 */
final class VectorTiles {

  /** How many rows of weights go together, and how many rows of X in a tile. */
  static final int SIDE = 4;

  private static final int LANES = Lanes.COUNT;

  private static final VectorMask<Float> WITH_1 = lanesWithBit(1);
  private static final VectorMask<Float> WITH_2 = lanesWithBit(2);
  private static final VectorMask<Float> WITH_4 = lanesWithBit(4);
  private static final VectorMask<Float> WITH_8 = lanesWithBit(8);
  private static final VectorShuffle<Float> BY_1 = Lanes.partners(1);
  private static final VectorShuffle<Float> BY_2 = Lanes.partners(2);
  private static final VectorShuffle<Float> BY_4 = Lanes.partners(4);
  private static final VectorShuffle<Float> BY_8 = Lanes.partners(8);

  private static final MethodHandle[] COLUMN =
      KernelHandles.of(
          VectorTiles.class,
          "columnKernel",
          MethodType.methodType(
              void.class,
              float[].class,
              int.class,
              int.class,
              int.class,
              float[].class,
              int.class,
              int.class,
              float[].class));

  private static final MethodHandle[] ADD_LANES =
      KernelHandles.of(
          VectorTiles.class, "addLanesKernel", MethodType.methodType(void.class, float[].class));

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
    Lanes.store(s00, sums, 0);
    Lanes.store(s01, sums, LANES);
    Lanes.store(s02, sums, 2 * LANES);
    Lanes.store(s03, sums, 3 * LANES);
    Lanes.store(s10, sums, 4 * LANES);
    Lanes.store(s11, sums, 5 * LANES);
    Lanes.store(s12, sums, 6 * LANES);
    Lanes.store(s13, sums, 7 * LANES);
    Lanes.store(s20, sums, 8 * LANES);
    Lanes.store(s21, sums, 9 * LANES);
    Lanes.store(s22, sums, 10 * LANES);
    Lanes.store(s23, sums, 11 * LANES);
    Lanes.store(s30, sums, 12 * LANES);
    Lanes.store(s31, sums, 13 * LANES);
    Lanes.store(s32, sums, 14 * LANES);
    Lanes.store(s33, sums, 15 * LANES);
  }

  /**
   * Multiplies rows of weights with one row of X, four by four. The vectors of the rows go to
   * {@code sums} one after another.
   *
   * @param w four times {@code fours} rows of {@code columns} values, from {@code wAt}
   * @param end how many columns to take, a multiple of the lanes
   */
  static void column(
      float[] w, int wAt, int columns, int fours, float[] x, int xAt, int end, float[] sums) {
    try {
      COLUMN[0].invokeExact(w, wAt, columns, fours, x, xAt, end, sums);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  static void columnKernel(
      float[] w, int wAt, int columns, int fours, float[] x, int xAt, int end, float[] sums) {
    for (int i = 0; i < fours; i++) {
      int row = wAt + i * SIDE * columns;
      FloatVector s0 = Lanes.zero();
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int k = 0; k < end; k += LANES) {
        FloatVector xs = floats(x, xAt + k);
        s0 = floats(w, row + k).fma(xs, s0);
        s1 = floats(w, row + columns + k).fma(xs, s1);
        s2 = floats(w, row + 2 * columns + k).fma(xs, s2);
        s3 = floats(w, row + 3 * columns + k).fma(xs, s3);
      }
      int out = i * SIDE * LANES;
      Lanes.store(s0, sums, out);
      Lanes.store(s1, sums, out + LANES);
      Lanes.store(s2, sums, out + 2 * LANES);
      Lanes.store(s3, sums, out + 3 * LANES);
    }
  }

  /**
   * Adds up the lanes of each of sixteen vectors, in the same order for each.
   *
   * @param sums sixteen vectors; the sixteen sums take the place of the first
   */
  static void addLanes(float[] sums) {
    try {
      ADD_LANES[0].invokeExact(sums);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  static void addLanesKernel(float[] sums) {
    for (int i = 0; i < SIDE; i++) {
      fold(sums, i * SIDE * LANES, WITH_1, BY_1, WITH_2, BY_2, i * LANES);
    }
    if (LANES == 16) {
      fold(sums, 0, WITH_4, BY_4, WITH_8, BY_8, 0);
    } else if (LANES == 8) {
      fold(floats(sums, 0), floats(sums, 8), WITH_4, BY_4).intoArray(sums, 0);
      fold(floats(sums, 16), floats(sums, 24), WITH_4, BY_4).intoArray(sums, 8);
    }
  }

  /** Makes one vector of four: its lanes are sums of pairs of theirs, and of pairs of pairs. */
  private static void fold(
      float[] sums,
      int at,
      VectorMask<Float> mask,
      VectorShuffle<Float> partner,
      VectorMask<Float> nextMask,
      VectorShuffle<Float> nextPartner,
      int to) {
    FloatVector s01 = fold(floats(sums, at), floats(sums, at + LANES), mask, partner);
    FloatVector s23 =
        fold(floats(sums, at + 2 * LANES), floats(sums, at + 3 * LANES), mask, partner);
    fold(s01, s23, nextMask, nextPartner).intoArray(sums, to);
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
