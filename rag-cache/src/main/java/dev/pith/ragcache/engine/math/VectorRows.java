package dev.pith.ragcache.engine.math;

import static dev.pith.ragcache.engine.math.Lanes.all;
import static dev.pith.ragcache.engine.math.Lanes.floats;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The row kernels with vectors, as {@link RowMath} describes them. */
final class VectorRows {

  /*
   * Sums are taken in pieces of 64 vectors, each in floats lane by lane; the pieces and what is left
   * of the row are added up in double, so that the error does not grow with the row.
   */

  private static final int LANES = Lanes.COUNT;
  private static final int PIECE = 64 * LANES;

  private VectorRows() {}

  static void rmsNorm(
      float[] x,
      int xOffset,
      float[] weight,
      int length,
      float epsilon,
      float[] out,
      int outOffset) {
    double mean = squares(x, xOffset, length) / length;
    float scale = (float) (1 / Math.sqrt(mean + epsilon));
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      floats(x, xOffset + i).mul(scale).mul(floats(weight, i)).intoArray(out, outOffset + i);
    }
    for (int i = whole; i < length; i++) {
      out[outOffset + i] = x[xOffset + i] * scale * weight[i];
    }
  }

  private static double squares(float[] x, int offset, int length) {
    int whole = length - length % LANES;
    double total = 0;
    for (int piece = 0; piece < whole; piece += PIECE) {
      int end = Math.min(whole, piece + PIECE);
      FloatVector sums = Lanes.zero();
      for (int i = piece; i < end; i += LANES) {
        FloatVector values = floats(x, offset + i);
        sums = values.fma(values, sums);
      }
      total += Lanes.sum(sums);
    }
    for (int i = whole; i < length; i++) {
      total += (double) x[offset + i] * x[offset + i];
    }
    return total;
  }

  static void swiGlu(float[] gate, int gateOffset, float[] up, int upOffset, int length) {
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = floats(gate, gateOffset + i);
      value
          .div(VectorExp.exp(value.neg()).add(1f))
          .mul(floats(up, upOffset + i))
          .intoArray(gate, gateOffset + i);
    }
    for (int i = whole; i < length; i++) {
      float value = gate[gateOffset + i];
      gate[gateOffset + i] = value / (VectorExp.exp(-value) + 1f) * up[upOffset + i];
    }
  }

  static void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      floats(x, xOffset + i).add(floats(y, yOffset + i)).intoArray(x, xOffset + i);
    }
    for (int i = whole; i < length; i++) {
      x[xOffset + i] += y[yOffset + i];
    }
  }

  static void softmax(float[] x, int offset, int length) {
    float max = max(x, offset, length);
    int whole = length - length % LANES;
    double total = 0;
    for (int piece = 0; piece < whole; piece += PIECE) {
      int end = Math.min(whole, piece + PIECE);
      FloatVector sums = Lanes.zero();
      for (int i = piece; i < end; i += LANES) {
        FloatVector term = VectorExp.exp(floats(x, offset + i).sub(max));
        term.intoArray(x, offset + i);
        sums = term.add(sums);
      }
      total += Lanes.sum(sums);
    }
    for (int i = whole; i < length; i++) {
      float term = VectorExp.exp(x[offset + i] - max);
      x[offset + i] = term;
      total += term;
    }
    scale(x, offset, length, (float) (1 / total));
  }

  private static void scale(float[] x, int offset, int length, float factor) {
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      floats(x, offset + i).mul(factor).intoArray(x, offset + i);
    }
    for (int i = whole; i < length; i++) {
      x[offset + i] *= factor;
    }
  }

  static double logSumExp(float[] x, int offset, int length) {
    float max = max(x, offset, length);
    int whole = length - length % LANES;
    double total = 0;
    for (int piece = 0; piece < whole; piece += PIECE) {
      int end = Math.min(whole, piece + PIECE);
      FloatVector sums = Lanes.zero();
      for (int i = piece; i < end; i += LANES) {
        sums = VectorExp.exp(floats(x, offset + i).sub(max)).add(sums);
      }
      total += Lanes.sum(sums);
    }
    for (int i = whole; i < length; i++) {
      total += VectorExp.exp(x[offset + i] - max);
    }
    return max + Math.log(total);
  }

  private static float max(float[] x, int offset, int length) {
    int whole = length - length % LANES;
    FloatVector largest = all(Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += LANES) {
      largest = floats(x, offset + i).max(largest);
    }
    float max = Lanes.exact(largest).reduceLanes(VectorOperators.MAX);
    for (int i = whole; i < length; i++) {
      max = Math.max(max, x[offset + i]);
    }
    return max;
  }
}
