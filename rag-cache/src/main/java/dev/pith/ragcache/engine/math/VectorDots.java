package dev.pith.ragcache.engine.math;

import static dev.pith.ragcache.engine.math.Lanes.all;
import static dev.pith.ragcache.engine.math.Lanes.floats;
import static dev.pith.ragcache.engine.math.Lanes.half;
import static dev.pith.ragcache.engine.math.Lanes.integers;
import static dev.pith.ragcache.engine.math.Lanes.pairsLess8;
import static dev.pith.ragcache.engine.math.Lanes.valuesOf;
import static dev.pith.ragcache.engine.math.VectorDecoder.byteOf;
import static dev.pith.ragcache.engine.math.VectorDecoder.highQ4;
import static dev.pith.ragcache.engine.math.VectorDecoder.lowQ4;
import static dev.pith.ragcache.engine.math.VectorDecoder.minsQ4k;
import static dev.pith.ragcache.engine.math.VectorDecoder.scalesQ4k;
import static dev.pith.ragcache.engine.math.VectorDecoder.valuesQ6k;
import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Dot products of rows of weights, as they are stored, with one row of floats.
 *
 * <p>Each is stored as a vector whose lanes add up to it: the lane-wise sums, in ascending columns,
 * of what {@link VectorDecoder} decodes times the floats.
 */
final class VectorDots {

  /*
   * Rows that run together share what they read of X. Four at once were faster for F32 on JDK 17
   * and 25; for BF16 they were slower on 17, and the larger kernel of F16 took long to be compiled.
   */

  private static final int LANES = Lanes.COUNT;

  private static final Map<TensorType, MethodHandle> KERNELS =
      KernelHandles.ofTypes(
          VectorDots.class,
          MethodType.methodType(
              void.class,
              byte[].class,
              int.class,
              int.class,
              int.class,
              float[].class,
              int.class,
              int.class,
              float[].class,
              int.class));

  private VectorDots() {}

  /**
   * Multiplies four times {@code fours} rows.
   *
   * @param w the rows, each {@code rowBytes} after the one before, from {@code at}
   * @param columns a multiple of the lanes
   * @param sums receives the vectors of the rows, one after another, from {@code sumsAt}
   */
  static void multiply(
      TensorType type,
      byte[] w,
      int at,
      int rowBytes,
      int fours,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    try {
      requireNonNull(KERNELS.get(type))
          .invokeExact(w, at, rowBytes, fours, x, xAt, columns, sums, sumsAt);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  static void f32(
      byte[] w,
      int at,
      int rowBytes,
      int fours,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    for (int four = 0; four < fours; four++) {
      int row0 = at + 4 * four * rowBytes;
      int row1 = row0 + rowBytes;
      int row2 = row1 + rowBytes;
      int row3 = row2 + rowBytes;
      FloatVector s0 = Lanes.zero();
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int k = 0; k < columns; k += LANES) {
        FloatVector xs = floats(x, xAt + k);
        s0 = floats(w, row0 + 4 * k).fma(xs, s0);
        s1 = floats(w, row1 + 4 * k).fma(xs, s1);
        s2 = floats(w, row2 + 4 * k).fma(xs, s2);
        s3 = floats(w, row3 + 4 * k).fma(xs, s3);
      }
      int out = sumsAt + 4 * four * LANES;
      Lanes.store(s0, sums, out);
      Lanes.store(s1, sums, out + LANES);
      Lanes.store(s2, sums, out + 2 * LANES);
      Lanes.store(s3, sums, out + 3 * LANES);
    }
  }

  static void f16(
      byte[] w,
      int at,
      int rowBytes,
      int fours,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    for (int pair = 0; pair < 2 * fours; pair++) {
      int row0 = at + 2 * pair * rowBytes;
      int row1 = row0 + rowBytes;
      FloatVector s0 = Lanes.zero();
      FloatVector s1 = s0;
      for (int k = 0; k < columns; k += LANES) {
        FloatVector xs = floats(x, xAt + k);
        s0 = Lanes.halves(w, row0 + 2 * k).fma(xs, s0);
        s1 = Lanes.halves(w, row1 + 2 * k).fma(xs, s1);
      }
      Lanes.store(s0, sums, sumsAt + 2 * pair * LANES);
      Lanes.store(s1, sums, sumsAt + (2 * pair + 1) * LANES);
    }
  }

  static void bf16(
      byte[] w,
      int at,
      int rowBytes,
      int fours,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    for (int pair = 0; pair < 2 * fours; pair++) {
      int row0 = at + 2 * pair * rowBytes;
      int row1 = row0 + rowBytes;
      FloatVector s0 = Lanes.zero();
      FloatVector s1 = s0;
      for (int k = 0; k < columns; k += LANES) {
        FloatVector xs = floats(x, xAt + k);
        s0 = Lanes.bfloats(w, row0 + 2 * k).fma(xs, s0);
        s1 = Lanes.bfloats(w, row1 + 2 * k).fma(xs, s1);
      }
      Lanes.store(s0, sums, sumsAt + 2 * pair * LANES);
      Lanes.store(s1, sums, sumsAt + (2 * pair + 1) * LANES);
    }
  }

  static void q80(
      byte[] w,
      int at,
      int rowBytes,
      int fours,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    for (int pair = 0; pair < 2 * fours; pair++) {
      int row0 = at + 2 * pair * rowBytes;
      int row1 = row0 + rowBytes;
      FloatVector s0 = Lanes.zero();
      FloatVector s1 = s0;
      for (int k = 0; k < columns; k += 32) {
        FloatVector d0 = all(half(w, row0));
        FloatVector d1 = all(half(w, row1));
        for (int j = 0; j < 32; j += LANES) {
          FloatVector xs = floats(x, xAt + k + j);
          s0 = Lanes.bytes(w, row0 + 2 + j).mul(d0).fma(xs, s0);
          s1 = Lanes.bytes(w, row1 + 2 + j).mul(d1).fma(xs, s1);
        }
        row0 += 34;
        row1 += 34;
      }
      Lanes.store(s0, sums, sumsAt + 2 * pair * LANES);
      Lanes.store(s1, sums, sumsAt + (2 * pair + 1) * LANES);
    }
  }

  static void q40(
      byte[] w,
      int at,
      int rowBytes,
      int fours,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    for (int pair = 0; pair < 2 * fours; pair++) {
      int row0 = at + 2 * pair * rowBytes;
      int row1 = row0 + rowBytes;
      FloatVector s0 = Lanes.zero();
      FloatVector s1 = s0;
      for (int k = 0; k < columns; k += 32) {
        float d0 = half(w, row0);
        float d1 = half(w, row1);
        FloatVector low0 = all(d0 * 0x1p-28f);
        FloatVector low1 = all(d1 * 0x1p-28f);
        FloatVector high0 = all(d0);
        FloatVector high1 = all(d1);
        if (LANES == 16) {
          IntVector pairs0 = pairsLess8(w, row0 + 2);
          IntVector pairs1 = pairsLess8(w, row1 + 2);
          FloatVector xs = floats(x, xAt + k);
          s0 = lowQ4(pairs0, low0).fma(xs, s0);
          s1 = lowQ4(pairs1, low1).fma(xs, s1);
          xs = floats(x, xAt + k + 16);
          s0 = highQ4(pairs0, high0).fma(xs, s0);
          s1 = highQ4(pairs1, high1).fma(xs, s1);
        } else {
          for (int j = 0; j < 16; j += LANES) {
            FloatVector xs = floats(x, xAt + k + j);
            s0 = lowQ4(pairsLess8(w, row0 + 2 + j), low0).fma(xs, s0);
            s1 = lowQ4(pairsLess8(w, row1 + 2 + j), low1).fma(xs, s1);
          }
          for (int j = 0; j < 16; j += LANES) {
            FloatVector xs = floats(x, xAt + k + 16 + j);
            s0 = highQ4(pairsLess8(w, row0 + 2 + j), high0).fma(xs, s0);
            s1 = highQ4(pairsLess8(w, row1 + 2 + j), high1).fma(xs, s1);
          }
        }
        row0 += 18;
        row1 += 18;
      }
      Lanes.store(s0, sums, sumsAt + 2 * pair * LANES);
      Lanes.store(s1, sums, sumsAt + (2 * pair + 1) * LANES);
    }
  }

  static void q4k(
      byte[] w,
      int at,
      int rowBytes,
      int fours,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    for (int pair = 0; pair < 2 * fours; pair++) {
      int row0 = at + 2 * pair * rowBytes;
      int row1 = row0 + rowBytes;
      FloatVector s0 = Lanes.zero();
      FloatVector s1 = s0;
      for (int k = 0; k < columns; k += 256) {
        float d0 = half(w, row0);
        float d1 = half(w, row1);
        float dMin0 = half(w, row0 + 2);
        float dMin1 = half(w, row1 + 2);
        long scales0 = scalesQ4k(w, row0);
        long scales1 = scalesQ4k(w, row1);
        long mins0 = minsQ4k(w, row0);
        long mins1 = minsQ4k(w, row1);
        for (int group = 0; group < 8; group++) {
          float factor = VectorDecoder.factorQ4k(group);
          FloatVector scale0 = all(d0 * factor * byteOf(scales0, group));
          FloatVector scale1 = all(d1 * factor * byteOf(scales1, group));
          FloatVector min0 = all(-dMin0 * byteOf(mins0, group));
          FloatVector min1 = all(-dMin1 * byteOf(mins1, group));
          IntVector mask = IntVector.broadcast(Lanes.INTS, VectorDecoder.maskQ4k(group));
          int values = SuperBlocks.Q4_VALUES + group / 2 * 32;
          for (int j = 0; j < 32; j += LANES) {
            FloatVector xs = floats(x, xAt + k + group * 32 + j);
            s0 = valuesOf(integers(w, row0 + values + j).and(mask)).fma(scale0, min0).fma(xs, s0);
            s1 = valuesOf(integers(w, row1 + values + j).and(mask)).fma(scale1, min1).fma(xs, s1);
          }
        }
        row0 += 144;
        row1 += 144;
      }
      Lanes.store(s0, sums, sumsAt + 2 * pair * LANES);
      Lanes.store(s1, sums, sumsAt + (2 * pair + 1) * LANES);
    }
  }

  static void q6k(
      byte[] w,
      int at,
      int rowBytes,
      int fours,
      float[] x,
      int xAt,
      int columns,
      float[] sums,
      int sumsAt) {
    for (int pair = 0; pair < 2 * fours; pair++) {
      int row0 = at + 2 * pair * rowBytes;
      int row1 = row0 + rowBytes;
      FloatVector s0 = Lanes.zero();
      FloatVector s1 = s0;
      for (int k = 0; k < columns; k += 256) {
        float d0 = half(w, row0 + SuperBlocks.Q6_D);
        float d1 = half(w, row1 + SuperBlocks.Q6_D);
        for (int quarter = 0; quarter < 8; quarter++) {
          float factor0 = d0 * VectorDecoder.factorQ6k(quarter);
          float factor1 = d1 * VectorDecoder.factorQ6k(quarter);
          int scales = SuperBlocks.Q6_SCALES + 2 * quarter;
          for (int j = 0; j < 32; j += LANES) {
            FloatVector scale0 = all(factor0 * w[row0 + scales + j / 16]);
            FloatVector scale1 = all(factor1 * w[row1 + scales + j / 16]);
            FloatVector xs = floats(x, xAt + k + quarter * 32 + j);
            s0 = valuesQ6k(w, row0, quarter, j).mul(scale0).fma(xs, s0);
            s1 = valuesQ6k(w, row1, quarter, j).mul(scale1).fma(xs, s1);
          }
        }
        row0 += 210;
        row1 += 210;
      }
      Lanes.store(s0, sums, sumsAt + 2 * pair * LANES);
      Lanes.store(s1, sums, sumsAt + (2 * pair + 1) * LANES);
    }
  }
}
