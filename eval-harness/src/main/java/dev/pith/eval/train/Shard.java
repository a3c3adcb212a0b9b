package dev.pith.eval.train;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A run of training examples in three files side by side.
 *
 * <p>{@code NAME.tokens}: u16 ids, one example after the other; {@code NAME.weights}: one byte a
 * token, the {@linkplain Row.Weight#code code} of its weight; {@code NAME.rows}: u32 lengths of the
 * examples. All little endian.
 */
final class Shard {
  private static final int BUFFER_BYTES = 1 << 16;

  private Shard() {}

  /** Writes the three files and returns the number of tokens. */
  static long write(Path folder, String name, List<EncodedRow> rows) throws IOException {
    long tokens = 0;
    try (OutputStream ids = open(folder, name + ".tokens");
        OutputStream weights = open(folder, name + ".weights");
        OutputStream lengths = open(folder, name + ".rows")) {
      for (EncodedRow row : rows) {
        row.write(ids, weights);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
          lengths.write(row.length() >>> shift);
        }
        tokens += row.length();
      }
    }
    return tokens;
  }

  private static OutputStream open(Path folder, String file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(folder.resolve(file)), BUFFER_BYTES);
  }
}
