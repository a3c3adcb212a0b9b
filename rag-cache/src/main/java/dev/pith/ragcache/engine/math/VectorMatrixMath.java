package dev.pith.ragcache.engine.math;

/** The matrix products with vectors. */
final class VectorMatrixMath implements MatrixMath {

  /*
   * A dot product is split over the lanes of one vector: lane l sums up the columns k with k mod
   * lanes = l in ascending order, with one rounding a step; then the lanes are added up in a fixed
   * order, and what is left of the columns is added. Tiles differ in how many such vectors they
   * hold at once, and in nothing that a vector sees, so a value does not depend on its neighbours.
   *
   * Weights are copied from the mapped file in small pieces, which stay in the first cache and let
   * the copy of one begin while the last is still multiplied: the copy runs at the speed of memory, while vector loads straight from mapped memory were half as fast on JDK 17, and
   * slower than the copy for matrices beyond the caches on 25. One row of X is multiplied with the
   * stored blocks themselves. For more rows a group of weight rows is decoded once, and each four of
   * them meet each four rows of X.
   */

  private static final int SIDE = VectorTiles.SIDE;

  /** How many vectors of sums are made before their lanes are added up. */
  private static final int SUMS = SIDE * SIDE;

  /** How much is copied at once, unless four rows take more. */
  private static final int STAGE_BYTES = 4 * 1024;

  /** How many decoded weights are kept at once, unless four rows take more. */
  private static final int GROUP_FLOATS = 48 * 1024;

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
    boolean stored = n == 1 && wholeVectors(w.columns()) == w.columns();
    int rows = stored ? w.rows() : groupRows(w);
    for (int row = from; row < to; ) {
      int count = Math.min(Math.min(rows, to - row), w.rowsInWindowFrom(row));
      if (stored) {
        multiplyStored(w, row, count, x, xOffset, y, yOffset, scratch);
      } else {
        decode(w, row, count, scratch);
        multiplyDecoded(w, row, count, x, xOffset, xStride, n, y, yOffset, yStride, scratch);
      }
      row += count;
    }
  }

  /** Returns a power of two from four on, so that whole stages fill the sums. */
  private static int stageRows(WeightMatrix w) {
    int rows = Math.max(SIDE, STAGE_BYTES / w.rowBytes() / SIDE * SIDE);
    return Math.min(SUMS, Integer.highestOneBit(rows));
  }

  private static int groupRows(WeightMatrix w) {
    return Math.max(SIDE, GROUP_FLOATS / w.columns() / SIDE * SIDE);
  }

  private static int roundUp(int rows) {
    return (rows + SIDE - 1) / SIDE * SIDE;
  }

  /** Copies rows; those that complete the last four stay as they were, and are dropped later. */
  private static void stage(WeightMatrix w, int row, int count, byte[] staged) {
    w.window(row).get(w.offset(row), staged, 0, count * w.rowBytes());
  }

  private static byte[] stageOf(WeightMatrix w, int rows, MatrixScratch scratch) {
    return scratch.bytes(rows * w.rowBytes() + Lanes.SLACK_BYTES);
  }

  /** Multiplies rows as they are stored. */
  private static void multiplyStored(
      WeightMatrix w,
      int row,
      int count,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset,
      MatrixScratch scratch) {
    int rows = stageRows(w);
    byte[] staged = stageOf(w, rows, scratch);
    float[] sums = scratch.sums();
    int summed = 0;
    for (int r = 0; r < count; r += rows) {
      int taken = Math.min(rows, count - r);
      stage(w, row + r, taken, staged);
      int fours = roundUp(taken) / SIDE;
      VectorDots.multiply(
          w.type(),
          staged,
          0,
          w.rowBytes(),
          fours,
          x,
          xOffset,
          w.columns(),
          sums,
          summed * Lanes.COUNT);
      summed += taken;
      if (summed + rows > SUMS || r + taken == count) {
        VectorTiles.addLanes(sums);
        System.arraycopy(sums, 0, y, yOffset + row + r + taken - summed, summed);
        summed = 0;
      }
    }
  }

  private static void decode(WeightMatrix w, int row, int count, MatrixScratch scratch) {
    int columns = w.columns();
    int whole = wholeVectors(columns);
    float[] decoded = scratch.floats(roundUp(count) * columns);
    int stageRows = stageRows(w);
    byte[] bytes = stageOf(w, stageRows, scratch);
    for (int done = 0; done < count; done += stageRows) {
      int staged = Math.min(stageRows, count - done);
      stage(w, row + done, staged, bytes);
      for (int r = 0; r < staged; r++) {
        int out = (done + r) * columns;
        VectorDecoder.decode(w.type(), bytes, r * w.rowBytes(), whole, decoded, out);
      }
    }
    if (whole < columns) {
      decodeRest(w, row, count, whole, decoded);
    }
  }

  /** Decodes the columns that fill no vector; only types without blocks have such. */
  private static void decodeRest(WeightMatrix w, int row, int count, int whole, float[] decoded) {
    int columns = w.columns();
    for (int r = 0; r < count; r++) {
      int at = w.offset(row + r) + whole * w.type().blockBytes();
      BlockCodec.decode(w.type(), w.window(row), at, columns - whole, decoded, r * columns + whole);
    }
  }

  private static void multiplyDecoded(
      WeightMatrix w,
      int row,
      int count,
      float[] x,
      int xOffset,
      int xStride,
      int n,
      float[] y,
      int yOffset,
      int yStride,
      MatrixScratch scratch) {
    int columns = w.columns();
    int whole = wholeVectors(columns);
    float[] decoded = scratch.floats(roundUp(count) * columns);
    float[] sums = scratch.sums();
    for (int i = 0; i < n; ) {
      int taken = n - i >= SIDE ? SIDE : 1;
      // One row of X meets so many rows of weights at once as fill the sums.
      int step = SUMS / taken;
      int xAt = xOffset + i * xStride;
      for (int r = 0; r < count; r += step) {
        int rows = Math.min(step, count - r);
        if (taken == SIDE) {
          VectorTiles.tile(decoded, r * columns, columns, x, xAt, xStride, whole, sums);
        } else {
          int fours = (rows + SIDE - 1) / SIDE;
          VectorTiles.column(decoded, r * columns, columns, fours, x, xAt, whole, sums);
        }
        VectorTiles.addLanes(sums);
        for (int c = 0; c < taken; c++) {
          int yAt = yOffset + (i + c) * yStride + row + r;
          System.arraycopy(sums, c * SIDE, y, yAt, rows);
          if (whole < columns) {
            addRest(decoded, r, columns, whole, x, xAt + c * xStride, y, yAt, rows);
          }
        }
      }
      i += taken;
    }
  }

  /** Adds the columns that fill no vector to the products of so many rows from {@code row} on. */
  private static void addRest(
      float[] decoded,
      int row,
      int columns,
      int whole,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int count) {
    for (int r = 0; r < count; r++) {
      float rest = 0;
      for (int k = whole; k < columns; k++) {
        rest += decoded[(row + r) * columns + k] * x[xAt + k];
      }
      y[yAt + r] += rest;
    }
  }

  private static int wholeVectors(int columns) {
    return columns - columns % Lanes.COUNT;
  }
}
