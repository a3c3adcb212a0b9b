package dev.pith.ragcache.engine.math;

/**
 * The kernels that use {@code jdk.incubator.vector}.
 *
 * <p>Loading this class links that module: it is only loaded by name, where the module is present.
 */
final class VectorKernels {

  private VectorKernels() {}

  static Kernels create() {
    return new Kernels(
        "vector, " + Lanes.COUNT * Float.SIZE + " bits",
        new VectorMatrixMath(),
        new VectorRowMath(),
        new VectorAttentionMath());
  }
}
