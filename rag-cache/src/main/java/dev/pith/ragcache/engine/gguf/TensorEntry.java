package dev.pith.ragcache.engine.gguf;

import dev.pith.ragcache.engine.math.TensorType;
import java.util.List;

/**
 * A line of a model file's tensor list, validated.
 *
 * @param dims lengths, fastest first: a row has {@code dims[0]} values
 * @param rows the product of the other dims
 * @param start its first byte in the file
 * @param end the byte after its last one
 */
record TensorEntry(String name, TensorType type, List<Long> dims, int rows, long start, long end) {

  /** Returns how many values a row has. */
  int columns() {
    return Math.toIntExact(dims.get(0));
  }

  /** Returns how many bytes a row takes. */
  int rowBytes() {
    return Math.toIntExact(type.bytes(columns()));
  }

  /** Returns how many bytes all rows take. */
  long bytes() {
    return end - start;
  }
}
