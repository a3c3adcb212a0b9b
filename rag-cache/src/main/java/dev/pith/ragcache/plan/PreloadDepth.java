package dev.pith.ragcache.plan;

/**
 * How many layers of a stored chunk must be loaded before computing begins, so that it never waits
 * for a layer while the rest is loaded beside it (Cache-Craft, arXiv 2502.15734, layer-wise
 * preloading).
 */
public final class PreloadDepth {

  /*
   * The last layer is needed when the layers before it are computed, and until then all but the
   * preloaded ones must be loaded: (L - d) load <= (L - 1) compute. Loading is the slower one here,
   * so that the last layer is the one that is most behind.
   */

  private static final double ROUNDING = 1e-9;

  private PreloadDepth() {}

  /**
   * Returns the least number of layers that lets computing run through.
   *
   * @param layers how many the model has, positive
   * @param computeTime how long a layer is computed, positive
   * @param loadTime how long a layer is loaded, not negative, in the same unit
   * @return in [1, layers]
   */
  public static int of(int layers, double computeTime, double loadTime) {
    if (layers < 1) {
      throw new IllegalArgumentException("layers must be positive: " + layers);
    }
    if (!(computeTime > 0 && computeTime < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("computeTime must be positive and finite: " + computeTime);
    }
    if (!(loadTime >= 0 && loadTime < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("loadTime must be >= 0 and finite: " + loadTime);
    }
    if (loadTime <= computeTime) {
      return 1;
    }
    double depth = (layers - 1) * (1 - computeTime / loadTime) + 1;
    return (int) Math.ceil(depth - ROUNDING);
  }
}
