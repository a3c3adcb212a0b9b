package dev.pith.ragcache.engine.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A weight matrix where the model file has it: {@code rows} rows of {@code columns} values, each
 * row contiguous. For y = W x a row makes one value of y.
 *
 * <p>It is read through mapped windows, never copied as a whole. A window holds {@code
 * rowsPerWindow} whole rows (the last one may hold fewer), so that matrices over 2 GiB can be
 * mapped. Immutable and thread-safe.
 */
public final class WeightMatrix {

  private final TensorType type;
  private final int rows;
  private final int columns;
  private final int rowBytes;
  private final int rowsPerWindow;
  private final ByteBuffer[] windows;

  private WeightMatrix(
      TensorType type, int rows, int columns, int rowsPerWindow, ByteBuffer[] windows) {
    this.type = type;
    this.rows = rows;
    this.columns = columns;
    this.rowBytes = Math.toIntExact(type.bytes(columns));
    this.rowsPerWindow = rowsPerWindow;
    this.windows = windows;
  }

  /**
   * Returns the matrix in these windows; each starts at its position 0 and is not copied.
   *
   * @throws IllegalArgumentException when a window does not hold its rows
   */
  public static WeightMatrix of(
      TensorType type, int rows, int columns, int rowsPerWindow, List<ByteBuffer> windows) {
    if (rows < 1 || columns < 1 || rowsPerWindow < 1) {
      throw new IllegalArgumentException(
          "rows, columns and rowsPerWindow must be positive: %d, %d, %d"
              .formatted(rows, columns, rowsPerWindow));
    }
    ByteBuffer[] ordered =
        windows.stream()
            .map(window -> window.duplicate().order(ByteOrder.LITTLE_ENDIAN))
            .toArray(ByteBuffer[]::new);
    long left = rows;
    for (ByteBuffer window : ordered) {
      long bytes = type.bytes(columns) * Math.min(left, rowsPerWindow);
      if (window.capacity() < bytes) {
        throw new IllegalArgumentException(
            "a window must hold " + bytes + " bytes: " + window.capacity());
      }
      left -= rowsPerWindow;
    }
    if (left > 0) {
      throw new IllegalArgumentException(left + " rows have no window");
    }
    return new WeightMatrix(type, rows, columns, rowsPerWindow, ordered);
  }

  /** Returns the matrix in one buffer, which is not copied. */
  public static WeightMatrix of(TensorType type, int rows, int columns, ByteBuffer data) {
    return of(type, rows, columns, rows, List.of(data));
  }

  /** Returns how its values are stored. */
  public TensorType type() {
    return type;
  }

  /** Returns how many rows it has: the length of y in y = W x. */
  public int rows() {
    return rows;
  }

  /** Returns how many values a row has: the length of x in y = W x. */
  public int columns() {
    return columns;
  }

  /** Returns how many bytes a row takes. */
  int rowBytes() {
    return rowBytes;
  }

  /** Returns the window that holds a row; little endian. */
  ByteBuffer window(int row) {
    return windows[row / rowsPerWindow];
  }

  /** Returns how many rows follow in the window of a row, that one included. */
  int rowsInWindowFrom(int row) {
    return Math.min(rowsPerWindow - row % rowsPerWindow, rows - row);
  }

  /** Returns where a row starts in its window. */
  int offset(int row) {
    return row % rowsPerWindow * rowBytes;
  }
}
