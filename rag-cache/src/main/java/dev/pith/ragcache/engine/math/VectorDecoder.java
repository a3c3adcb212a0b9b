package dev.pith.ragcache.engine.math;

import static dev.pith.ragcache.engine.math.Lanes.all;
import static dev.pith.ragcache.engine.math.Lanes.half;
import static dev.pith.ragcache.engine.math.Lanes.integers;
import static dev.pith.ragcache.engine.math.Lanes.pairsLess8;
import static dev.pith.ragcache.engine.math.Lanes.valuesOf;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Decodes rows of weights into floats with vectors: the values of {@link BlockCodec}. */
final class VectorDecoder {

  private static final int LANES = Lanes.COUNT;

  private VectorDecoder() {}

  /** Decodes a row that starts at {@code at}. */
  static void decode(TensorType type, byte[] in, int at, int columns, float[] out, int outAt) {
    switch (type) {
      case F32 -> f32(in, at, columns, out, outAt);
      case F16 -> f16(in, at, columns, out, outAt);
      case BF16 -> bf16(in, at, columns, out, outAt);
      case Q4_0 -> q4(in, at, columns, out, outAt);
      case Q8_0 -> q8(in, at, columns, out, outAt);
      case Q4_K -> q4k(in, at, columns, out, outAt);
      case Q6_K -> q6k(in, at, columns, out, outAt);
    }
  }

  private static void f32(byte[] in, int at, int columns, float[] out, int outAt) {
    for (int k = 0; k < columns; k += LANES) {
      Lanes.floats(in, at + 4 * k).intoArray(out, outAt + k);
    }
  }

  private static void f16(byte[] in, int at, int columns, float[] out, int outAt) {
    for (int k = 0; k < columns; k += LANES) {
      Lanes.halves(in, at + 2 * k).intoArray(out, outAt + k);
    }
  }

  private static void bf16(byte[] in, int at, int columns, float[] out, int outAt) {
    for (int k = 0; k < columns; k += LANES) {
      Lanes.bfloats(in, at + 2 * k).intoArray(out, outAt + k);
    }
  }

  private static void q8(byte[] in, int at, int columns, float[] out, int outAt) {
    int block = at;
    for (int k = 0; k < columns; k += 32) {
      FloatVector d = all(half(in, block));
      for (int j = 0; j < 32; j += LANES) {
        Lanes.bytes(in, block + 2 + j).mul(d).intoArray(out, outAt + k + j);
      }
      block += 34;
    }
  }

  private static void q4(byte[] in, int at, int columns, float[] out, int outAt) {
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

  private static void q4k(byte[] in, int at, int columns, float[] out, int outAt) {
    int block = at;
    for (int k = 0; k < columns; k += 256) {
      for (int group = 0; group < 8; group++) {
        FloatVector scale = all(scaleQ4k(in, block, group));
        FloatVector min = all(-minQ4k(in, block, group));
        int mask = maskQ4k(group);
        int bytes = block + 16 + group / 2 * 32;
        for (int j = 0; j < 32; j += LANES) {
          valuesOf(integers(in, bytes + j).and(mask))
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

  /** Returns what the bits of {@link #maskQ4k} are multiplied with. */
  static float scaleQ4k(byte[] in, int block, int group) {
    int at = block + 4 + group;
    int scale = group < 4 ? in[at] & 63 : (in[at + 4] & 15) | (in[at - 4] >> 6 & 3) << 4;
    return half(in, block) * (group % 2 == 0 ? scale : scale * 0x1p-4f);
  }

  /** Returns what is subtracted from the values of a group. */
  static float minQ4k(byte[] in, int block, int group) {
    int at = block + 4 + group;
    int min = group < 4 ? in[at + 4] & 63 : (in[at + 4] >> 4 & 15) | (in[at] >> 6 & 3) << 4;
    return half(in, block + 2) * min;
  }

  private static void q6k(byte[] in, int at, int columns, float[] out, int outAt) {
    int block = at;
    for (int k = 0; k < columns; k += 256) {
      float d = half(in, block + 208);
      for (int group = 0; group < 16; group++) {
        FloatVector scale = all(d * in[block + 192 + group]);
        int low = lowQ6k(block, group);
        int high = highQ6k(block, group);
        int quarter = group / 2 % 4;
        for (int j = 0; j < 16; j += LANES) {
          valuesQ6k(in, low + j, high + j, quarter)
              .mul(scale)
              .intoArray(out, outAt + k + group * 16 + j);
        }
      }
      block += 210;
    }
  }

  /** Returns where the lower bits of a group of sixteen are. */
  static int lowQ6k(int block, int group) {
    return block + group / 8 * 64 + group % 4 * 16;
  }

  /** Returns where the upper bits of a group of sixteen are. */
  static int highQ6k(int block, int group) {
    return block + 128 + group / 8 * 32 + group % 2 * 16;
  }

  /** Returns the 6-bit numbers of a quarter of 128, less 32. */
  static FloatVector valuesQ6k(byte[] in, int low, int high, int quarter) {
    IntVector lower = integers(in, low).lanewise(VectorOperators.LSHR, quarter / 2 * 4).and(15);
    IntVector upper = integers(in, high).lanewise(VectorOperators.LSHR, quarter * 2).and(3);
    return valuesOf(lower.or(upper.lanewise(VectorOperators.LSHL, 4)).sub(32));
  }
}
