package dev.pith.ragcache.engine.math;

/** The row kernels in plain Java. */
final class PlainRowMath implements RowMath {

  @Override
  public void rmsNorm(
      float[] x,
      int xOffset,
      float[] weight,
      int length,
      float epsilon,
      float[] out,
      int outOffset) {
    double squares = 0;
    for (int i = 0; i < length; i++) {
      double value = x[xOffset + i];
      squares += value * value;
    }
    float scale = (float) (1 / Math.sqrt(squares / length + epsilon));
    for (int i = 0; i < length; i++) {
      out[outOffset + i] = x[xOffset + i] * scale * weight[i];
    }
  }

  @Override
  public void swiGlu(float[] gate, int gateOffset, float[] up, int upOffset, int length) {
    for (int i = 0; i < length; i++) {
      float value = gate[gateOffset + i];
      gate[gateOffset + i] = (float) (value / (1 + Math.exp(-value))) * up[upOffset + i];
    }
  }

  @Override
  public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
    for (int i = 0; i < length; i++) {
      x[xOffset + i] += y[yOffset + i];
    }
  }

  @Override
  public void softmax(float[] x, int offset, int length) {
    float max = max(x, offset, length);
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      double term = Math.exp((double) x[i] - max);
      x[i] = (float) term;
      sum += term;
    }
    float scale = (float) (1 / sum);
    for (int i = offset; i < offset + length; i++) {
      x[i] *= scale;
    }
  }

  @Override
  public double logSumExp(float[] x, int offset, int length) {
    float max = max(x, offset, length);
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += Math.exp((double) x[i] - max);
    }
    return max + Math.log(sum);
  }

  private static float max(float[] x, int offset, int length) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + length; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }
}
