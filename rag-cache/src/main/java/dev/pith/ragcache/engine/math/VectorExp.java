package dev.pith.ragcache.engine.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The exponential function of floats, in vectors and alone, with the same bits. */
final class VectorExp {

  /*
   * exp(x) = 2^n exp(r), where n is the integer nearest to x / ln 2 and |r| <= ln 2 / 2. Added to
   * 1.5 * 2^23, n stands in the lowest bits of the sum, from where it is added to the exponent of
   * exp(r). The polynomial is that of Cephes' expf.
   */

  /** The smallest argument whose result is a normal float; the results of smaller ones are 0. */
  static final float SMALLEST = -87.33f;

  /** The largest argument; larger ones are taken for it. */
  static final float LARGEST = 88.37f;

  private static final float LOG2_E = 1.442695f;
  private static final float ROUND = 0x1.8p23f;
  private static final float LN2_HIGH = 0x1.63p-1f;
  private static final float LN2_LOW = -0x1.bd0106p-13f;
  private static final float C7 = 1.9875691e-4f;
  private static final float C6 = 0.0013981999f;
  private static final float C5 = 0.008333452f;
  private static final float C4 = 0.041665796f;
  private static final float C3 = 0.16666666f;
  private static final float C2 = 0.5f;

  private VectorExp() {}

  /** Returns exp(x) in each lane within 2e-7 of its value; 0 for minus infinity, NaN for NaN. */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.min(LARGEST).max(SMALLEST);
    FloatVector shifted = clamped.fma(Lanes.all(LOG2_E), Lanes.all(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(Lanes.all(-LN2_HIGH), clamped);
    r = n.fma(Lanes.all(-LN2_LOW), r);
    FloatVector p = r.fma(Lanes.all(C7), Lanes.all(C6));
    p = p.fma(r, Lanes.all(C5));
    p = p.fma(r, Lanes.all(C4));
    p = p.fma(r, Lanes.all(C3));
    p = p.fma(r, Lanes.all(C2));
    p = p.fma(r.mul(r), r).add(1f);
    FloatVector scaled =
        p.reinterpretAsInts()
            .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
            .reinterpretAsFloats();
    return scaled.blend(0f, x.compare(VectorOperators.LT, SMALLEST));
  }

  /** Returns exp(x), as {@link #exp(FloatVector)} does. */
  static float exp(float x) {
    if (x < SMALLEST) {
      return 0;
    }
    float clamped = Math.min(x, LARGEST);
    float shifted = Math.fma(clamped, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = Math.fma(n, -LN2_HIGH, clamped);
    r = Math.fma(n, -LN2_LOW, r);
    float p = Math.fma(r, C7, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r * r, r) + 1f;
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << 23));
  }
}
