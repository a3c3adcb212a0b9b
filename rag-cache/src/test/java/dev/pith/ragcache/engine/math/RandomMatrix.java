package dev.pith.ragcache.engine.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Weight matrices and rows with normally distributed values from a seed. */
final class RandomMatrix {

  /** Zeros, the smallest and largest subnormals and normals, and one, some negative. */
  private static final short[] EXTREME_HALVES = {
    0,
    (short) 0x8000,
    1,
    (short) 0x8001,
    0x3ff,
    0x400,
    (short) 0x8400,
    0x3c00,
    0x7bff,
    (short) 0xfbff
  };

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

  /** Returns a matrix of any bits that are finite, with the smallest and largest scales. */
  static WeightMatrix ofExtremes(TensorType type, int rows, int columns, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[Math.toIntExact(type.bytes((long) rows * columns))];
    random.nextBytes(bytes);
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += type.blockBytes()) {
      short half = EXTREME_HALVES[random.nextInt(EXTREME_HALVES.length)];
      short other = EXTREME_HALVES[random.nextInt(EXTREME_HALVES.length)];
      switch (type) {
        case F32 -> data.putInt(at, data.getInt(at) & 0xff7fffff);
        case F16 -> data.putShort(at, (short) (data.getShort(at) & 0xfbff));
        case BF16 -> data.putShort(at, (short) (data.getShort(at) & 0xff7f));
        case Q4_0, Q8_0 -> data.putShort(at, half);
        case Q4_K -> data.putShort(at, half).putShort(at + 2, other);
        case Q6_K -> data.putShort(at + 208, half);
      }
    }
    return WeightMatrix.of(type, rows, columns, data);
  }

  static float[] values(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static ByteBuffer encoded(TensorType type, int rows, int columns, long seed) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(Math.toIntExact(type.bytes((long) rows * columns)))
            .order(ByteOrder.LITTLE_ENDIAN);
    BlockCodec.encode(type, values(rows * columns, seed), 0, rows * columns, data, 0);
    return data;
  }
}
