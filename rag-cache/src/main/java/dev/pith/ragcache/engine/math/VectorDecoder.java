package dev.pith.ragcache.engine.math;

import static dev.pith.ragcache.engine.math.Lanes.all;
import static dev.pith.ragcache.engine.math.Lanes.half;
import static dev.pith.ragcache.engine.math.Lanes.integers;
import static dev.pith.ragcache.engine.math.Lanes.pairsLess8;
import static dev.pith.ragcache.engine.math.Lanes.valuesOf;
import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Decodes rows of weights into floats with vectors: the values of {@link BlockCodec}. */
final class VectorDecoder {

  private static final int LANES = Lanes.COUNT;

  private static final Map<TensorType, MethodHandle> KERNELS =
      KernelHandles.ofTypes(
          VectorDecoder.class,
          MethodType.methodType(
              void.class, byte[].class, int.class, int.class, float[].class, int.class));

  private VectorDecoder() {}

  /**
   * Decodes a row.
   *
   * @param in the row, from {@code at}
   * @param columns how many values to decode, a multiple of the lanes
   */
  static void decode(TensorType type, byte[] in, int at, int columns, float[] out, int outAt) {
    try {
      requireNonNull(KERNELS.get(type)).invokeExact(in, at, columns, out, outAt);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  static void f32(byte[] in, int at, int columns, float[] out, int outAt) {
    for (int k = 0; k < columns; k += LANES) {
      Lanes.floats(in, at + 4 * k).intoArray(out, outAt + k);
    }
  }

  static void f16(byte[] in, int at, int columns, float[] out, int outAt) {
    for (int k = 0; k < columns; k += LANES) {
      Lanes.halves(in, at + 2 * k).intoArray(out, outAt + k);
    }
  }

  static void bf16(byte[] in, int at, int columns, float[] out, int outAt) {
    for (int k = 0; k < columns; k += LANES) {
      Lanes.bfloats(in, at + 2 * k).intoArray(out, outAt + k);
    }
  }

  static void q80(byte[] in, int at, int columns, float[] out, int outAt) {
    int block = at;
    for (int k = 0; k < columns; k += 32) {
      FloatVector d = all(half(in, block));
      for (int j = 0; j < 32; j += LANES) {
        Lanes.bytes(in, block + 2 + j).mul(d).intoArray(out, outAt + k + j);
      }
      block += 34;
    }
  }

  static void q40(byte[] in, int at, int columns, float[] out, int outAt) {
    int block = at;
    for (int k = 0; k < columns; k += 32) {
      float scale = half(in, block);
      FloatVector low = all(scale * 0x1p-28f);
      FloatVector high = all(scale);
      for (int j = 0; j < 16; j += LANES) {
        IntVector pairs = pairsLess8(in, block + 2 + j);
        lowQ4(pairs, low).intoArray(out, outAt + k + j);
        highQ4(pairs, high).intoArray(out, outAt + k + 16 + j);
      }
      block += 18;
    }
  }

  /** Returns the values of the lower numbers; {@code scale} is 2^-28 of that of the block. */
  static FloatVector lowQ4(IntVector pairs, FloatVector scale) {
    return valuesOf(pairs.lanewise(VectorOperators.LSHL, 28)).mul(scale);
  }

  /** Returns the values of the upper numbers. */
  static FloatVector highQ4(IntVector pairs, FloatVector scale) {
    return valuesOf(pairs.lanewise(VectorOperators.ASHR, 4)).mul(scale);
  }

  static void q4k(byte[] in, int at, int columns, float[] out, int outAt) {
    int block = at;
    for (int k = 0; k < columns; k += 256) {
      float d = half(in, block);
      float dMin = half(in, block + 2);
      long scales = scalesQ4k(in, block);
      long mins = minsQ4k(in, block);
      for (int group = 0; group < 8; group++) {
        FloatVector scale = all(d * factorQ4k(group) * byteOf(scales, group));
        FloatVector min = all(-dMin * byteOf(mins, group));
        int values = block + SuperBlocks.Q4_VALUES + group / 2 * 32;
        for (int j = 0; j < 32; j += LANES) {
          valuesOf(integers(in, values + j).lanewise(VectorOperators.AND, maskQ4k(group)))
              .fma(scale, min)
              .intoArray(out, outAt + k + group * 32 + j);
        }
      }
      block += 144;
    }
  }

  /** Returns the bits of a byte that hold a value of the group. */
  static int maskQ4k(int group) {
    return group % 2 == 0 ? 0x0f : 0xf0;
  }

  /** Returns what makes the bits of {@link #maskQ4k} a value. */
  static float factorQ4k(int group) {
    return group % 2 == 0 ? 1 : 0x1p-4f;
  }

  /** Returns the scales of the eight groups, one in each byte. */
  static long scalesQ4k(byte[] in, int block) {
    int first = Lanes.integer(in, block + 4);
    int last = Lanes.integer(in, block + 12);
    return bytes(first & 0x3f3f3f3f, (last & 0x0f0f0f0f) | ((first >>> 2) & 0x30303030));
  }

  /** Returns the minima of the eight groups, one in each byte. */
  static long minsQ4k(byte[] in, int block) {
    int first = Lanes.integer(in, block + 8);
    int last = Lanes.integer(in, block + 12);
    return bytes(first & 0x3f3f3f3f, ((last >>> 4) & 0x0f0f0f0f) | ((first >>> 2) & 0x30303030));
  }

  private static long bytes(int low, int high) {
    return low | ((long) high << 32);
  }

  static int byteOf(long bytes, int index) {
    return (int) (bytes >>> (8 * index)) & 0xff;
  }

  static void q6k(byte[] in, int at, int columns, float[] out, int outAt) {
    int block = at;
    for (int k = 0; k < columns; k += 256) {
      float d = half(in, block + SuperBlocks.Q6_D);
      for (int quarter = 0; quarter < 8; quarter++) {
        float factor = d * factorQ6k(quarter);
        int scales = block + SuperBlocks.Q6_SCALES + 2 * quarter;
        int to = outAt + k + 32 * quarter;
        for (int j = 0; j < 32; j += LANES) {
          FloatVector scale = all(factor * in[scales + j / 16]);
          valuesQ6k(in, block, quarter, j).mul(scale).intoArray(out, to + j);
        }
      }
      block += 210;
    }
  }

  /** Returns what makes a result of {@link #valuesQ6k} a value. */
  static float factorQ6k(int quarter) {
    return quarter % 4 < 2 ? 1 : 0x1p-4f;
  }

  /**
   * Returns 6-bit numbers less 32, the j-th and following ones of the 32 of a quarter of 128; in
   * the upper two quarters sixteen times that.
   */
  static FloatVector valuesQ6k(byte[] in, int block, int quarter, int j) {
    int low = block + quarter / 4 * 64 + quarter % 2 * 32;
    int high = block + SuperBlocks.Q6_HIGH + quarter / 4 * 32;
    int nibble = quarter % 4 < 2 ? 0 : 4;
    IntVector lower = integers(in, low + j).lanewise(VectorOperators.AND, 0x0f << nibble);
    IntVector upper =
        integers(in, high + j)
            .lanewise(VectorOperators.LSHL, quarter % 2 == 0 ? 4 : 2)
            .lanewise(VectorOperators.AND, 0x30 << nibble);
    return valuesOf(lower.or(upper).sub(32 << nibble));
  }
}
