package dev.pith.ragcache.engine.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The reference translation between floats and the blocks of each {@link TensorType}, in plain
 * Java.
 *
 * <p>Buffers are little endian and addressed by absolute byte offsets; their positions are neither
 * used nor changed. Decoded values are exact, except that those of Q4_K are rounded once.
 */
public final class BlockCodec {

  private BlockCodec() {}

  /**
   * Decodes whole blocks.
   *
   * @param offset the byte of {@code in} where the first block starts
   * @param values how many values to decode, a multiple of {@link TensorType#blockValues}
   * @throws IllegalArgumentException when the buffer is big endian or a block would be broken
   * @throws IndexOutOfBoundsException when the buffer or the array is too short
   */
  public static void decode(
      TensorType type, ByteBuffer in, int offset, int values, float[] out, int outOffset) {
    check(type, in, values);
    int block = type.blockValues();
    int at = offset;
    for (int i = outOffset; i < outOffset + values; i += block, at += type.blockBytes()) {
      switch (type) {
        case F32 -> out[i] = in.getFloat(at);
        case F16 -> out[i] = HalfFloat.toFloat(in.getShort(at));
        case BF16 -> out[i] = Float.intBitsToFloat(in.getShort(at) << 16);
        case Q4_0 -> decodeQ4(in, at, out, i);
        case Q8_0 -> decodeQ8(in, at, out, i);
        case Q4_K -> SuperBlocks.decodeQ4(in, at, out, i);
        case Q6_K -> SuperBlocks.decodeQ6(in, at, out, i);
      }
    }
  }

  /**
   * Encodes finite values into whole blocks: to the nearest value of F16 and BF16, by the rules of
   * ggml for Q4_0 and Q8_0, and by minimum and maximum of each group for Q4_K and Q6_K.
   *
   * @param values how many values to encode, a multiple of {@link TensorType#blockValues}
   * @param offset the byte of {@code out} where the first block starts
   * @throws IllegalArgumentException when the buffer is big endian or a block would be broken
   * @throws IndexOutOfBoundsException when the buffer or the array is too short
   */
  public static void encode(
      TensorType type, float[] in, int inOffset, int values, ByteBuffer out, int offset) {
    check(type, out, values);
    int block = type.blockValues();
    int at = offset;
    for (int i = inOffset; i < inOffset + values; i += block, at += type.blockBytes()) {
      switch (type) {
        case F32 -> out.putFloat(at, in[i]);
        case F16 -> out.putShort(at, HalfFloat.ofFloat(in[i]));
        case BF16 -> out.putShort(at, toBfloat(in[i]));
        case Q4_0 -> encodeQ4(in, i, out, at);
        case Q8_0 -> encodeQ8(in, i, out, at);
        case Q4_K -> SuperBlocks.encodeQ4(in, i, out, at);
        case Q6_K -> SuperBlocks.encodeQ6(in, i, out, at);
      }
    }
  }

  private static void check(TensorType type, ByteBuffer buffer, int values) {
    if (buffer.order() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalArgumentException("the buffer must be little endian: " + buffer.order());
    }
    if (values < 0 || values % type.blockValues() != 0) {
      throw new IllegalArgumentException(
          type + " holds blocks of " + type.blockValues() + " values: " + values);
    }
  }

  private static void decodeQ4(ByteBuffer in, int at, float[] out, int i) {
    float d = HalfFloat.toFloat(in.getShort(at));
    for (int j = 0; j < 16; j++) {
      int pair = in.get(at + 2 + j);
      out[i + j] = d * ((pair & 15) - 8);
      out[i + 16 + j] = d * (((pair >> 4) & 15) - 8);
    }
  }

  private static void decodeQ8(ByteBuffer in, int at, float[] out, int i) {
    float d = HalfFloat.toFloat(in.getShort(at));
    for (int j = 0; j < 32; j++) {
      out[i + j] = d * in.get(at + 2 + j);
    }
  }

  /** Returns the upper half of the nearest float that has nothing below, the even one of two. */
  private static short toBfloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
  }

  private static void encodeQ4(float[] in, int i, ByteBuffer out, int at) {
    float d = farthest(in, i, 32) / -8;
    float inverse = d == 0 ? 0 : 1 / d;
    out.putShort(at, HalfFloat.ofFloat(d));
    for (int j = 0; j < 16; j++) {
      int low = Math.min(15, (int) (in[i + j] * inverse + 8.5f));
      int high = Math.min(15, (int) (in[i + 16 + j] * inverse + 8.5f));
      out.put(at + 2 + j, (byte) (low | (high << 4)));
    }
  }

  private static void encodeQ8(float[] in, int i, ByteBuffer out, int at) {
    float d = Math.abs(farthest(in, i, 32)) / 127;
    float inverse = d == 0 ? 0 : 1 / d;
    out.putShort(at, HalfFloat.ofFloat(d));
    for (int j = 0; j < 32; j++) {
      int q = roundAwayFromZero(in[i + j] * inverse);
      out.put(at + 2 + j, (byte) Math.max(-127, Math.min(127, q)));
    }
  }

  /** Returns the value of the largest magnitude, with its sign; the first one of several. */
  static float farthest(float[] in, int from, int length) {
    float farthest = 0;
    for (int i = from; i < from + length; i++) {
      if (Math.abs(in[i]) > Math.abs(farthest)) {
        farthest = in[i];
      }
    }
    return farthest;
  }

  /** Returns the nearest integer, of two the one farther from zero. */
  private static int roundAwayFromZero(float value) {
    return (int) (value + Math.copySign(0.5, value));
  }
}
