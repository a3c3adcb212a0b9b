package dev.pith.ragcache.engine.math;

/** The matrix products in plain Java: decodes two weight rows, then 2 x 2 tiles. */
final class PlainMatrixMath implements MatrixMath {

  /*
   * Each dot product is the sum of four: those of the columns k with k mod 4 = 0, 1, 2 and 3. Every
   * tile keeps to this order of additions, so that a value does not depend on its neighbours.
   */

  @Override
  public void multiply(
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
      MatrixScratch scratch) {
    int columns = w.columns();
    float[] rows = scratch.floats(2 * columns);
    for (int row = from; row < to; row += 2) {
      boolean pair = row + 1 < to;
      row(w, row, rows, 0);
      if (pair) {
        row(w, row + 1, rows, columns);
      }
      int i = 0;
      for (; pair && i + 1 < n; i += 2) {
        tile(
            rows,
            columns,
            x,
            xOffset + i * xStride,
            xStride,
            y,
            yOffset + i * yStride + row,
            yStride);
      }
      for (; i < n; i++) {
        int at = yOffset + i * yStride + row;
        y[at] = dot(rows, 0, x, xOffset + i * xStride, columns);
        if (pair) {
          y[at + 1] = dot(rows, columns, x, xOffset + i * xStride, columns);
        }
      }
    }
  }

  private static float dot(float[] w, int wAt, float[] x, int xAt, int columns) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int k = 0;
    for (; k + 3 < columns; k += 4) {
      s0 += w[wAt + k] * x[xAt + k];
      s1 += w[wAt + k + 1] * x[xAt + k + 1];
      s2 += w[wAt + k + 2] * x[xAt + k + 2];
      s3 += w[wAt + k + 3] * x[xAt + k + 3];
    }
    return (s0 + s2) + (s1 + s3) + tail(w, wAt, x, xAt, k, columns);
  }

  private static float tail(float[] w, int wAt, float[] x, int xAt, int from, int columns) {
    float sum = 0;
    for (int k = from; k < columns; k++) {
      sum += w[wAt + k] * x[xAt + k];
    }
    return sum;
  }

  /** Computes the products of two weight rows with two rows of X. */
  private static void tile(
      float[] w, int columns, float[] x, int xAt, int xStride, float[] y, int yAt, int yStride) {
    int xBt = xAt + xStride;
    float aa0 = 0, aa1 = 0, aa2 = 0, aa3 = 0;
    float ab0 = 0, ab1 = 0, ab2 = 0, ab3 = 0;
    float ba0 = 0, ba1 = 0, ba2 = 0, ba3 = 0;
    float bb0 = 0, bb1 = 0, bb2 = 0, bb3 = 0;
    int k = 0;
    for (; k + 3 < columns; k += 4) {
      float wa = w[k];
      float wb = w[columns + k];
      float xa = x[xAt + k];
      float xb = x[xBt + k];
      aa0 += wa * xa;
      ab0 += wb * xa;
      ba0 += wa * xb;
      bb0 += wb * xb;
      wa = w[k + 1];
      wb = w[columns + k + 1];
      xa = x[xAt + k + 1];
      xb = x[xBt + k + 1];
      aa1 += wa * xa;
      ab1 += wb * xa;
      ba1 += wa * xb;
      bb1 += wb * xb;
      wa = w[k + 2];
      wb = w[columns + k + 2];
      xa = x[xAt + k + 2];
      xb = x[xBt + k + 2];
      aa2 += wa * xa;
      ab2 += wb * xa;
      ba2 += wa * xb;
      bb2 += wb * xb;
      wa = w[k + 3];
      wb = w[columns + k + 3];
      xa = x[xAt + k + 3];
      xb = x[xBt + k + 3];
      aa3 += wa * xa;
      ab3 += wb * xa;
      ba3 += wa * xb;
      bb3 += wb * xb;
    }
    int yBt = yAt + yStride;
    y[yAt] = (aa0 + aa2) + (aa1 + aa3) + tail(w, 0, x, xAt, k, columns);
    y[yAt + 1] = (ab0 + ab2) + (ab1 + ab3) + tail(w, columns, x, xAt, k, columns);
    y[yBt] = (ba0 + ba2) + (ba1 + ba3) + tail(w, 0, x, xBt, k, columns);
    y[yBt + 1] = (bb0 + bb2) + (bb1 + bb3) + tail(w, columns, x, xBt, k, columns);
  }
}
