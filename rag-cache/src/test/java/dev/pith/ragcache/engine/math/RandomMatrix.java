package dev.pith.ragcache.engine.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Weight matrices and rows with normally distributed values from a seed. */
final class RandomMatrix {

  private RandomMatrix() {}

  /** Returns a matrix in one direct buffer, as a mapped file gives it. */
  static WeightMatrix of(TensorType type, int rows, int columns, long seed) {
    return WeightMatrix.of(type, rows, columns, encoded(type, rows, columns, seed));
  }

  /** Returns the same matrix in heap buffers of so many rows. */
  static WeightMatrix inHeapWindows(
      TensorType type, int rows, int columns, long seed, int rowsPerWindow) {
    ByteBuffer all = encoded(type, rows, columns, seed);
    int rowBytes = (int) type.bytes(columns);
    List<ByteBuffer> windows = new ArrayList<>();
    for (int row = 0; row < rows; row += rowsPerWindow) {
      byte[] window = new byte[rowBytes * Math.min(rowsPerWindow, rows - row)];
      all.get(row * rowBytes, window);
      windows.add(ByteBuffer.wrap(window));
    }
    return WeightMatrix.of(type, rows, columns, rowsPerWindow, windows);
  }

  static float[] values(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static ByteBuffer encoded(TensorType type, int rows, int columns, long seed) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(Math.toIntExact(type.bytes((long) rows * columns)))
            .order(ByteOrder.LITTLE_ENDIAN);
    BlockCodec.encode(type, values(rows * columns, seed), 0, rows * columns, data, 0);
    return data;
  }
}
