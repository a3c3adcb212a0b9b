package dev.pith.eval.train;

import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A training example as token ids, each with the code of its weight in the loss. Immutable. */
final class EncodedRow {
  private final byte[] ids;
  private final byte[] weights;

  private EncodedRow(byte[] ids, byte[] weights) {
    this.ids = ids;
    this.weights = weights;
  }

  /** Encodes an example piece by piece. */
  static EncodedRow of(Row row, Tokenizer tokenizer) {
    ByteArrayOutputStream ids = new ByteArrayOutputStream();
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    for (Row.Piece piece : row.pieces()) {
      for (int id : tokenizer.encode(piece.text(), false, true)) {
        ids.write(id);
        ids.write(id >>> Byte.SIZE);
        weights.write(piece.weight().code());
      }
    }
    return new EncodedRow(ids.toByteArray(), weights.toByteArray());
  }

  /** Returns how many tokens it has. */
  int length() {
    return weights.length;
  }

  /** Writes the ids (u16) and the codes (u8), little endian. */
  void write(OutputStream toIds, OutputStream toWeights) throws IOException {
    toIds.write(ids);
    toWeights.write(weights);
  }
}
