package dev.pith.ragcache.engine.math;

import static dev.pith.ragcache.engine.math.Lanes.all;
import static dev.pith.ragcache.engine.math.Lanes.floats;
import static dev.pith.ragcache.engine.math.Lanes.half;
import static dev.pith.ragcache.engine.math.Lanes.integers;
import static dev.pith.ragcache.engine.math.Lanes.pairsLess8;
import static dev.pith.ragcache.engine.math.Lanes.valuesOf;
import static dev.pith.ragcache.engine.math.VectorDecoder.highQ4;
import static dev.pith.ragcache.engine.math.VectorDecoder.lowQ4;
import static dev.pith.ragcache.engine.math.VectorDecoder.valuesQ6k;

import jdk.incubator.vector.FloatVector;

/**
 * Dot products of two rows of weights, as they are stored, with one row of floats.
 *
 * <p>Each stores two vectors whose lanes add up to the products: the lane-wise sums of what {@link
 * VectorDecoder} decodes times the floats, added up in ascending columns.
 */
final class VectorDots {

  private static final int LANES = Lanes.COUNT;

  private VectorDots() {}

  /**
   * Multiplies two rows.
   *
   * @param w the first row at {@code at}, the second {@code rowBytes} after it
   * @param columns a multiple of the lanes
   */
  static void pair(
      TensorType type,
      byte[] w,
      int at,
      int rowBytes,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    switch (type) {
      case F32 -> f32(w, at, rowBytes, x, xAt, columns, sums, sumsAt);
      case F16 -> f16(w, at, rowBytes, x, xAt, columns, sums, sumsAt);
      case BF16 -> bf16(w, at, rowBytes, x, xAt, columns, sums, sumsAt);
      case Q4_0 -> q4(w, at, rowBytes, x, xAt, columns, sums, sumsAt);
      case Q8_0 -> q8(w, at, rowBytes, x, xAt, columns, sums, sumsAt);
      case Q4_K -> q4k(w, at, rowBytes, x, xAt, columns, sums, sumsAt);
      case Q6_K -> q6k(w, at, rowBytes, x, xAt, columns, sums, sumsAt);
    }
  }

  private static void f32(
      byte[] w, int at, int rowBytes, float[] x, int xAt, int columns, float[] sums, int sumsAt) {
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = s0;
    for (int k = 0; k < columns; k += LANES) {
      FloatVector xs = floats(x, xAt + k);
      s0 = floats(w, at + 4 * k).fma(xs, s0);
      s1 = floats(w, at + rowBytes + 4 * k).fma(xs, s1);
    }
    s0.intoArray(sums, sumsAt);
    s1.intoArray(sums, sumsAt + LANES);
  }

  private static void f16(
      byte[] w, int at, int rowBytes, float[] x, int xAt, int columns, float[] sums, int sumsAt) {
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = s0;
    for (int k = 0; k < columns; k += LANES) {
      FloatVector xs = floats(x, xAt + k);
      s0 = Lanes.halves(w, at + 2 * k).fma(xs, s0);
      s1 = Lanes.halves(w, at + rowBytes + 2 * k).fma(xs, s1);
    }
    s0.intoArray(sums, sumsAt);
    s1.intoArray(sums, sumsAt + LANES);
  }

  private static void bf16(
      byte[] w, int at, int rowBytes, float[] x, int xAt, int columns, float[] sums, int sumsAt) {
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = s0;
    for (int k = 0; k < columns; k += LANES) {
      FloatVector xs = floats(x, xAt + k);
      s0 = Lanes.bfloats(w, at + 2 * k).fma(xs, s0);
      s1 = Lanes.bfloats(w, at + rowBytes + 2 * k).fma(xs, s1);
    }
    s0.intoArray(sums, sumsAt);
    s1.intoArray(sums, sumsAt + LANES);
  }

  private static void q8(
      byte[] w, int at, int rowBytes, float[] x, int xAt, int columns, float[] sums, int sumsAt) {
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = s0;
    int block = at;
    for (int k = 0; k < columns; k += 32) {
      FloatVector d0 = all(half(w, block));
      FloatVector d1 = all(half(w, block + rowBytes));
      for (int j = 0; j < 32; j += LANES) {
        FloatVector xs = floats(x, xAt + k + j);
        int q = block + 2 + j;
        s0 = Lanes.bytes(w, q).mul(d0).fma(xs, s0);
        s1 = Lanes.bytes(w, q + rowBytes).mul(d1).fma(xs, s1);
      }
      block += 34;
    }
    s0.intoArray(sums, sumsAt);
    s1.intoArray(sums, sumsAt + LANES);
  }

  private static void q4(
      byte[] w, int at, int rowBytes, float[] x, int xAt, int columns, float[] sums, int sumsAt) {
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = s0;
    int block = at;
    for (int k = 0; k < columns; k += 32) {
      float d0 = half(w, block);
      float d1 = half(w, block + rowBytes);
      FloatVector low0 = all(d0 * 0x1p-28f);
      FloatVector low1 = all(d1 * 0x1p-28f);
      FloatVector high0 = all(d0);
      FloatVector high1 = all(d1);
      for (int j = 0; j < 16; j += LANES) {
        FloatVector xs = floats(x, xAt + k + j);
        s0 = lowQ4(pairsLess8(w, block + 2 + j), low0).fma(xs, s0);
        s1 = lowQ4(pairsLess8(w, block + rowBytes + 2 + j), low1).fma(xs, s1);
      }
      for (int j = 0; j < 16; j += LANES) {
        FloatVector xs = floats(x, xAt + k + 16 + j);
        s0 = highQ4(pairsLess8(w, block + 2 + j), high0).fma(xs, s0);
        s1 = highQ4(pairsLess8(w, block + rowBytes + 2 + j), high1).fma(xs, s1);
      }
      block += 18;
    }
    s0.intoArray(sums, sumsAt);
    s1.intoArray(sums, sumsAt + LANES);
  }

  private static void q4k(
      byte[] w, int at, int rowBytes, float[] x, int xAt, int columns, float[] sums, int sumsAt) {
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = s0;
    int block = at;
    for (int k = 0; k < columns; k += 256) {
      for (int group = 0; group < 8; group++) {
        FloatVector d0 = all(VectorDecoder.scaleQ4k(w, block, group));
        FloatVector m0 = all(-VectorDecoder.minQ4k(w, block, group));
        FloatVector d1 = all(VectorDecoder.scaleQ4k(w, block + rowBytes, group));
        FloatVector m1 = all(-VectorDecoder.minQ4k(w, block + rowBytes, group));
        int mask = VectorDecoder.maskQ4k(group);
        int bytes = block + 16 + group / 2 * 32;
        for (int j = 0; j < 32; j += LANES) {
          FloatVector xs = floats(x, xAt + k + group * 32 + j);
          s0 = valuesOf(integers(w, bytes + j).and(mask)).fma(d0, m0).fma(xs, s0);
          s1 = valuesOf(integers(w, bytes + rowBytes + j).and(mask)).fma(d1, m1).fma(xs, s1);
        }
      }
      block += 144;
    }
    s0.intoArray(sums, sumsAt);
    s1.intoArray(sums, sumsAt + LANES);
  }

  private static void q6k(
      byte[] w, int at, int rowBytes, float[] x, int xAt, int columns, float[] sums, int sumsAt) {
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = s0;
    int block = at;
    for (int k = 0; k < columns; k += 256) {
      float d0 = half(w, block + 208);
      float d1 = half(w, block + rowBytes + 208);
      for (int group = 0; group < 16; group++) {
        FloatVector scale0 = all(d0 * w[block + 192 + group]);
        FloatVector scale1 = all(d1 * w[block + rowBytes + 192 + group]);
        int low = VectorDecoder.lowQ6k(block, group);
        int high = VectorDecoder.highQ6k(block, group);
        int quarter = group / 2 % 4;
        for (int j = 0; j < 16; j += LANES) {
          FloatVector xs = floats(x, xAt + k + group * 16 + j);
          s0 = valuesQ6k(w, low + j, high + j, quarter).mul(scale0).fma(xs, s0);
          s1 =
              valuesQ6k(w, low + rowBytes + j, high + rowBytes + j, quarter)
                  .mul(scale1)
                  .fma(xs, s1);
        }
      }
      block += 210;
    }
    s0.intoArray(sums, sumsAt);
    s1.intoArray(sums, sumsAt + LANES);
  }
}
