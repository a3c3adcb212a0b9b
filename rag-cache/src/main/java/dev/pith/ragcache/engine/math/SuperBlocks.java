package dev.pith.ragcache.engine.math;

import java.nio.ByteBuffer;

/** The blocks of 256 values, Q4_K and Q6_K: groups whose scales are quantised themselves. */
final class SuperBlocks {

  /*
   * A scale of a group times a scale of its block fits the 24 bits of a float, and so does its
   * product with a quantised value: only the minimum of Q4_K is subtracted with rounding.
   */

  /** Where the 4-bit values of a Q4_K block start, after two f16 and twelve bytes of scales. */
  static final int Q4_VALUES = 16;

  /** Where the upper 2 bits, the scales and the f16 scale of a Q6_K block are. */
  static final int Q6_HIGH = 128;

  static final int Q6_SCALES = 192;
  static final int Q6_D = 208;

  private SuperBlocks() {}

  static void decodeQ4(ByteBuffer in, int at, float[] out, int i) {
    float d = HalfFloat.toFloat(in.getShort(at));
    float dMin = HalfFloat.toFloat(in.getShort(at + 2));
    for (int group = 0; group < 8; group++) {
      float scale = d * scaleQ4(in, at + 4, group);
      float min = dMin * minQ4(in, at + 4, group);
      int bytes = at + Q4_VALUES + group / 2 * 32;
      int shift = group % 2 * 4;
      for (int j = 0; j < 32; j++) {
        out[i + group * 32 + j] = scale * ((in.get(bytes + j) >> shift) & 15) - min;
      }
    }
  }

  /** Returns the 6-bit scale of a group; {@code at} is the first of the twelve bytes. */
  static int scaleQ4(ByteBuffer in, int at, int group) {
    return group < 4
        ? in.get(at + group) & 63
        : (in.get(at + group + 4) & 15) | (in.get(at + group - 4) >> 6 & 3) << 4;
  }

  /** Returns the 6-bit minimum of a group; {@code at} is the first of the twelve bytes. */
  static int minQ4(ByteBuffer in, int at, int group) {
    return group < 4
        ? in.get(at + group + 4) & 63
        : (in.get(at + group + 4) >> 4 & 15) | (in.get(at + group) >> 6 & 3) << 4;
  }

  static void decodeQ6(ByteBuffer in, int at, float[] out, int i) {
    float d = HalfFloat.toFloat(in.getShort(at + Q6_D));
    for (int group = 0; group < 16; group++) {
      float scale = d * in.get(at + Q6_SCALES + group);
      for (int j = 0; j < 16; j++) {
        int value = group * 16 + j;
        out[i + value] = scale * (valueQ6(in, at, value) - 32);
      }
    }
  }

  private static int valueQ6(ByteBuffer in, int at, int value) {
    int half = value / 128;
    int quarter = value % 128 / 32;
    int j = value % 32;
    int low = in.get(at + half * 64 + quarter % 2 * 32 + j) >> (quarter / 2 * 4) & 15;
    int high = in.get(at + Q6_HIGH + half * 32 + j) >> (quarter * 2) & 3;
    return low | high << 4;
  }

  static void encodeQ4(float[] in, int i, ByteBuffer out, int at) {
    float[] mins = new float[8];
    float[] steps = new float[8];
    float largestMin = 0;
    float largestStep = 0;
    for (int group = 0; group < 8; group++) {
      float min = 0;
      float max = 0;
      for (int j = i + group * 32; j < i + group * 32 + 32; j++) {
        min = Math.min(min, in[j]);
        max = Math.max(max, in[j]);
      }
      mins[group] = -min;
      steps[group] = (max - min) / 15;
      largestMin = Math.max(largestMin, mins[group]);
      largestStep = Math.max(largestStep, steps[group]);
    }
    out.putShort(at, HalfFloat.ofFloat(largestStep / 63));
    out.putShort(at + 2, HalfFloat.ofFloat(largestMin / 63));
    float d = HalfFloat.toFloat(out.getShort(at));
    float dMin = HalfFloat.toFloat(out.getShort(at + 2));
    for (int j = at + 4; j < at + 144; j++) {
      out.put(j, (byte) 0);
    }
    for (int group = 0; group < 8; group++) {
      int scale = nearest(steps[group], d, 0, 63);
      int min = nearest(mins[group], dMin, 0, 63);
      putScaleQ4(out, at + 4, group, scale, min);
      for (int j = 0; j < 32; j++) {
        int n = nearest(in[i + group * 32 + j] + dMin * min, d * scale, 0, 15);
        or(out, at + Q4_VALUES + group / 2 * 32 + j, n << (group % 2 * 4));
      }
    }
  }

  private static void putScaleQ4(ByteBuffer out, int at, int group, int scale, int min) {
    if (group < 4) {
      or(out, at + group, scale);
      or(out, at + group + 4, min);
    } else {
      or(out, at + group + 4, (scale & 15) | (min & 15) << 4);
      or(out, at + group - 4, scale >> 4 << 6);
      or(out, at + group, min >> 4 << 6);
    }
  }

  static void encodeQ6(float[] in, int i, ByteBuffer out, int at) {
    float[] steps = new float[16];
    for (int group = 0; group < 16; group++) {
      steps[group] = BlockCodec.farthest(in, i + group * 16, 16) / -32;
    }
    out.putShort(at + Q6_D, HalfFloat.ofFloat(BlockCodec.farthest(steps, 0, 16) / -128));
    float d = HalfFloat.toFloat(out.getShort(at + Q6_D));
    for (int j = at; j < at + Q6_SCALES; j++) {
      out.put(j, (byte) 0);
    }
    for (int group = 0; group < 16; group++) {
      int scale = nearest(steps[group], d, -128, 127);
      out.put(at + Q6_SCALES + group, (byte) scale);
      for (int j = 0; j < 16; j++) {
        int value = group * 16 + j;
        putValueQ6(out, at, value, nearest(in[i + value], d * scale, -32, 31) + 32);
      }
    }
  }

  private static void putValueQ6(ByteBuffer out, int at, int value, int n) {
    int half = value / 128;
    int quarter = value % 128 / 32;
    int j = value % 32;
    or(out, at + half * 64 + quarter % 2 * 32 + j, (n & 15) << (quarter / 2 * 4));
    or(out, at + Q6_HIGH + half * 32 + j, n >> 4 << (quarter * 2));
  }

  /** Returns the integer in [min, max] nearest to value / step, or 0 when the step is 0. */
  private static int nearest(float value, float step, int min, int max) {
    return step == 0 ? 0 : Math.max(min, Math.min(max, Math.round(value / step)));
  }

  private static void or(ByteBuffer out, int at, int bits) {
    out.put(at, (byte) (out.get(at) | bits));
  }
}
