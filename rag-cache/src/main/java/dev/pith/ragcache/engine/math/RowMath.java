package dev.pith.ragcache.engine.math;

/**
 * The kernels over single rows of floats. A result depends on the row alone.
 *
 * <p>Offsets and lengths are in floats and are not checked beyond what array access checks.
 */
public interface RowMath {

  /** Writes x / sqrt(mean(x^2) + epsilon) * weight; {@code out} may be {@code x}. */
  void rmsNorm(
      float[] x,
      int xOffset,
      float[] weight,
      int length,
      float epsilon,
      float[] out,
      int outOffset);

  /** Replaces gate by silu(gate) * up. */
  void swiGlu(float[] gate, int gateOffset, float[] up, int upOffset, int length);

  /** Adds y to x. */
  void add(float[] x, int xOffset, float[] y, int yOffset, int length);

  /** Replaces x by softmax(x) where {@code -Infinity} means absent; at least one must be finite. */
  void softmax(float[] x, int offset, int length);

  /** Returns log(sum(exp(x))) in nats. */
  double logSumExp(float[] x, int offset, int length);
}
