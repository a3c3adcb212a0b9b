package dev.pith.ragcache.engine.math;

/**
 * One set of kernels: the fast one of this JVM, or the plain one.
 *
 * @param name what it is, for logs and reports
 */
public record Kernels(String name, MatrixMath matrix, RowMath row, AttentionMath attention) {

  private static final Kernels PLAIN =
      new Kernels("plain", new PlainMatrixMath(), new PlainRowMath(), new PlainAttentionMath());

  /**
   * Returns the fastest kernels that this JVM can run, or those that the system property {@code
   * pith.engine.kernels} names: {@code plain} or {@code vector}. They are chosen once, and a line
   * of the log says which and why.
   *
   * @throws IllegalArgumentException when the property names neither
   * @throws IllegalStateException when it names the vector kernels and this JVM cannot run them
   */
  public static Kernels best() {
    return KernelChoice.ofThisJvm();
  }

  /** Returns the kernels in plain Java: the reference, which every JVM runs. */
  public static Kernels plain() {
    return PLAIN;
  }

  @Override
  public String toString() {
    return name;
  }
}
