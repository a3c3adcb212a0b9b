package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.BlockCodec;
import dev.pith.ragcache.engine.math.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The translation between the layers of a {@link ChunkKv} and bytes.
 *
 * <p>A layer is the keys of all tokens before rotation, then their values; each as [token][head]
 * [number], little endian. Buffers are addressed from their position on, which is moved behind the
 * layer.
 */
public final class ChunkKvCodec {

  /** The smallest float that rounds to an infinite half. */
  private static final float HALF_OVERFLOW = 65_520;

  /** How numbers are written. */
  public enum Format {
    /** As floats: exact. */
    F32(TensorType.F32, Float.POSITIVE_INFINITY),
    /** As half floats: exact for a chunk of {@link KvType#F16}, else 11 significant bits. */
    F16(TensorType.F16, HALF_OVERFLOW),
    /**
     * The keys, and the values, of each token in blocks of 32 signed bytes with a half float as
     * their scale: {@link TensorType#Q8_0}. The last block of a token is filled up with zeros. An
     * error is at most the largest magnitude of its block times (1/254 + 2^-11), plus 4e-6.
     */
    Q8(TensorType.Q8_0, HALF_OVERFLOW * 127);

    private final TensorType type;
    private final float overflow;

    Format(TensorType type, float overflow) {
      this.type = type;
      this.overflow = overflow;
    }

    /** Returns the numbers that a row takes with those that fill up its last block. */
    private int padded(int width) {
      int block = type.blockValues();
      return Math.multiplyExact((width + block - 1) / block, block);
    }
  }

  /**
   * What the KV of a chunk is made of.
   *
   * @param layers how many layers
   * @param kvHeads key-value heads of a layer
   * @param headDim the length of a head's key, and of its value
   * @param type how the engine stores numbers
   * @param tokens how many tokens the chunk has
   */
  public record Layout(int layers, int kvHeads, int headDim, KvType type, int tokens) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when a number is below 1, or a layer too large for an array
     */
    public Layout {
      require(layers >= 1, "layers must be >= 1", layers);
      require(kvHeads >= 1, "kvHeads must be >= 1", kvHeads);
      require(headDim >= 1, "headDim must be >= 1", headDim);
      require(tokens >= 1, "tokens must be >= 1", tokens);
      double numbers = (double) tokens * kvHeads * headDim;
      require(numbers < 1 << 28, "a layer must have less than 2^28 numbers as keys", numbers);
    }

    /** Returns the bytes of a layer in a format. */
    public int layerBytes(Format format) {
      return Math.toIntExact(2L * tokens * format.type.bytes(format.padded(width())));
    }

    /** Returns the bytes of all layers in a format. */
    public long bytes(Format format) {
      return (long) layers * layerBytes(format);
    }

    /** Returns the format that keeps every number as the engine has it. */
    public Format exactFormat() {
      return type == KvType.F32 ? Format.F32 : Format.F16;
    }

    private int width() {
      return kvHeads * headDim;
    }

    private static void require(boolean fine, String rule, Object found) {
      if (!fine) {
        throw new IllegalArgumentException(rule + ": " + found);
      }
    }
  }

  private ChunkKvCodec() {}

  /**
   * Returns what a chunk is made of.
   *
   * @throws IllegalArgumentException when the chunk does not come from an engine of this package
   */
  public static Layout layout(ChunkKv chunk) {
    KvShape shape = stored(chunk).shape();
    return new Layout(
        shape.layers(), shape.kvHeads(), shape.headDim(), shape.type(), chunk.length());
  }

  /**
   * Returns a chunk of zeros, whose layers {@link #decode} fills. A layer must not be read before
   * it was filled, by a thread that knows it.
   */
  public static ChunkKv newChunk(Layout layout) {
    return new StoredChunk(
        new KvShape(layout.layers(), layout.kvHeads(), layout.headDim(), layout.type()),
        layout.tokens());
  }

  /**
   * Writes a layer.
   *
   * @param out little endian, with room for {@link Layout#layerBytes}
   * @throws ArithmeticException when a number is too large for the format, or not finite in Q8
   */
  public static void encode(ChunkKv chunk, int layer, Format format, ByteBuffer out) {
    StoredChunk stored = stored(chunk);
    requireLayer(layer, stored, out);
    encode(stored.keys(layer), stored, format, out);
    encode(stored.values(layer), stored, format, out);
  }

  /**
   * Fills a layer of a chunk that {@link #newChunk} returned.
   *
   * @param in little endian, with {@link Layout#layerBytes} to read
   */
  public static void decode(ByteBuffer in, Format format, ChunkKv chunk, int layer) {
    StoredChunk stored = stored(chunk);
    requireLayer(layer, stored, in);
    decode(in, format, stored, stored.keys(layer));
    decode(in, format, stored, stored.values(layer));
  }

  private static void encode(KvArray from, StoredChunk chunk, Format format, ByteBuffer out) {
    int width = chunk.shape().width();
    float[] row = new float[format.padded(width)];
    int rowBytes = (int) format.type.bytes(row.length);
    boolean rounds = format == Format.Q8 || chunk.shape().type() == KvType.F32;
    for (int token = 0; token < chunk.length(); token++) {
      from.get(token * width, 1, row, 0, width);
      if (rounds) {
        requireFits(row, format, token);
      }
      BlockCodec.encode(format.type, row, 0, row.length, out, out.position());
      out.position(out.position() + rowBytes);
    }
  }

  private static void decode(ByteBuffer in, Format format, StoredChunk chunk, KvArray to) {
    int width = chunk.shape().width();
    float[] row = new float[format.padded(width)];
    int rowBytes = (int) format.type.bytes(row.length);
    for (int token = 0; token < chunk.length(); token++) {
      BlockCodec.decode(format.type, in, in.position(), row.length, row, 0);
      in.position(in.position() + rowBytes);
      to.put(token * width, 1, row, 0, width);
    }
  }

  private static void requireFits(float[] row, Format format, int token) {
    for (float number : row) {
      boolean fits = Math.abs(number) < format.overflow;
      boolean keeps = format != Format.Q8 && !Float.isFinite(number);
      if (!fits && !keeps) {
        throw new ArithmeticException(
            "a number of token %d does not fit %s: %s".formatted(token, format, number));
      }
    }
  }

  private static void requireLayer(int layer, StoredChunk chunk, ByteBuffer buffer) {
    if (layer < 0 || layer >= chunk.shape().layers()) {
      throw new IllegalArgumentException(
          "layer must be in [0, " + chunk.shape().layers() + "): " + layer);
    }
    if (buffer.order() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalArgumentException("the buffer must be little endian: " + buffer.order());
    }
  }

  private static StoredChunk stored(ChunkKv chunk) {
    if (chunk instanceof StoredChunk stored) {
      return stored;
    }
    throw new IllegalArgumentException("the chunk comes from another kind of engine: " + chunk);
  }
}
