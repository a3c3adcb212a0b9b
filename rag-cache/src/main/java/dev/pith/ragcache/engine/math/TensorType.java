package dev.pith.ragcache.engine.math;

import java.util.Arrays;
import java.util.Optional;

/**
 * How the values of a tensor are stored: in blocks of fixed size, as ggml numbers and lays them
 * out.
 */
public enum TensorType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  /** 32 values: f16 scale, 16 bytes of nibbles; x = d (n - 8). */
  Q4_0(2, 32, 18),
  /** 32 values: f16 scale, 32 signed bytes; x = d q. */
  Q8_0(8, 32, 34),
  /** 256 values in eight groups, each with a 6-bit scale and minimum; x = d s n - dmin m. */
  Q4_K(12, 256, 144),
  /** 256 values in sixteen groups, each with an 8-bit scale; x = d s (n - 32). */
  Q6_K(14, 256, 210),
  /** The upper half of an F32. */
  BF16(30, 1, 2);

  private final int ggmlId;
  private final int blockValues;
  private final int blockBytes;

  TensorType(int ggmlId, int blockValues, int blockBytes) {
    this.ggmlId = ggmlId;
    this.blockValues = blockValues;
    this.blockBytes = blockBytes;
  }

  /** Returns the type with a number of ggml, or nothing when it is not one that we read. */
  public static Optional<TensorType> ofGgmlId(int ggmlId) {
    return Arrays.stream(values()).filter(type -> type.ggmlId == ggmlId).findFirst();
  }

  /** Returns the number that ggml gives it. */
  public int ggmlId() {
    return ggmlId;
  }

  /** Returns how many values share a block. */
  public int blockValues() {
    return blockValues;
  }

  /** Returns how many bytes a block takes. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Returns how many bytes so many values take.
   *
   * @param values a multiple of {@link #blockValues}
   * @throws IllegalArgumentException when it is not
   * @throws ArithmeticException when the bytes do not fit a long
   */
  public long bytes(long values) {
    if (values < 0 || values % blockValues != 0) {
      throw new IllegalArgumentException(
          this + " holds blocks of " + blockValues + " values: " + values);
    }
    return Math.multiplyExact(values / blockValues, (long) blockBytes);
  }
}
