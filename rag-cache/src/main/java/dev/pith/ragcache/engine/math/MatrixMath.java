package dev.pith.ragcache.engine.math;

/** The kernel of the matrix products. */
public interface MatrixMath {

  /**
   * Computes part of Y = X W^T: for each of {@code n} rows of X and each weight row r in [from,
   * to), {@code y[yOffset + i * yStride + r] = dot(W[r], X[i])}.
   *
   * <p>A value has the same bits whatever {@code n}, {@code from} and {@code to} are: it depends on
   * its two rows alone. Callers split [from, to) over threads, each with a scratch of its own.
   *
   * @param w the weights, {@code columns} values a row
   * @param x n rows, the i-th at {@code xOffset + i * xStride}
   * @param scratch made by {@link #newScratch}, one per thread
   */
  void multiply(
      WeightMatrix w,
      int from,
      int to,
      float[] x,
      int xOffset,
      int xStride,
      int n,
      float[] y,
      int yOffset,
      int yStride,
      MatrixScratch scratch);

  /** Writes the values of a weight row, exactly as its type defines them. */
  default void row(WeightMatrix w, int row, float[] out, int outOffset) {
    BlockCodec.decode(w.type(), w.window(row), w.offset(row), w.columns(), out, outOffset);
  }

  /** Returns memory for {@link #multiply} that grows on demand and is kept. */
  default MatrixScratch newScratch() {
    return new MatrixScratch();
  }
}
