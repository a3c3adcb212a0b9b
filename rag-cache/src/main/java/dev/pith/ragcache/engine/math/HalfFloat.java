package dev.pith.ragcache.engine.math;

/**
 * The 16-bit float of IEEE 754: 1 sign bit, 5 bits of exponent, 10 bits of fraction, held in a
 * {@code short}.
 *
 * <p>Java has such conversions from version 20 on.
 */
public final class HalfFloat {

  /** The bits of 65520, the smallest float that rounds to infinity. */
  private static final int OVERFLOW_BITS = 0x477ff000;

  /** The bits of 2^-14, the smallest normal half. */
  private static final int SMALLEST_NORMAL_BITS = 0x38800000;

  /** The difference of the exponent biases, 127 - 15, in its place. */
  private static final int REBIAS = 112 << 23;

  private HalfFloat() {}

  /** Returns the value of a half, exactly; a NaN keeps its payload. */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    int bits;
    if (magnitude >= 0x7c00) {
      bits = 0x7f800000 | (magnitude << 13);
    } else if (magnitude >= 0x0400) {
      bits = (magnitude << 13) + REBIAS;
    } else {
      bits = Float.floatToRawIntBits(magnitude * 0x1p-24f);
    }
    return Float.intBitsToFloat(sign | bits);
  }

  /**
   * Returns the half nearest to a value, the even one of two; what is too large is infinite, and a
   * NaN stays one.
   */
  public static short ofFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    int half;
    if (magnitude > 0x7f800000) {
      half = 0x7e00 | ((magnitude >> 13) & 0x3ff);
    } else if (magnitude >= OVERFLOW_BITS) {
      half = 0x7c00;
    } else if (magnitude >= SMALLEST_NORMAL_BITS) {
      half = (magnitude - REBIAS + 0xfff + ((magnitude >> 13) & 1)) >> 13;
    } else {
      // The last bit of floats in [0.5, 1) is worth 2^-24, as that of a subnormal half.
      half = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f) - 0x3f000000;
    }
    return (short) (sign | half);
  }
}
