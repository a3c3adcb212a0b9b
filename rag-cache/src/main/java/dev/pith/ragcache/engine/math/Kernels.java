package dev.pith.ragcache.engine.math;

/**
 * One set of kernels: the fast one of this JVM, or the plain one.
 *
 * @param name what it is, for logs and reports
 */
public record Kernels(String name, MatrixMath matrix, RowMath row, AttentionMath attention) {

  private static final Kernels PLAIN =
      new Kernels("plain", new PlainMatrixMath(), new PlainRowMath(), new PlainAttentionMath());

  /** Returns the fastest kernels that this JVM can run. */
  public static Kernels best() {
    return PLAIN;
  }

  /** Returns the kernels in plain Java: the reference, which every JVM runs. */
  public static Kernels plain() {
    return PLAIN;
  }
}
