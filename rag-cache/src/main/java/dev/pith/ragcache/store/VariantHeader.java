package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.engine.ChunkKvCodec.Layout;
import dev.pith.ragcache.engine.KvType;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The head of a variant's file: all but its layers.
 *
 * @param scope what KV depends on besides tokens
 * @param key the variant's name
 * @param profile where it was computed
 * @param layout what its KV is made of
 * @param format how the layers are encoded
 * @param sequence larger than that of the files that the writer knew
 * @param checksums of each layer, CRC-32C
 */
record VariantHeader(
    String scope,
    VariantKey key,
    ContextProfile profile,
    Layout layout,
    ChunkKvCodec.Format format,
    long sequence,
    List<Integer> checksums) {

  /*
   * Little endian: 8 bytes magic, version, bytes of the header, scope, key, layout, format,
   * sequence, profile, checksums, zeros, CRC-32C of all before it. The layers follow, each as long
   * as the layout and the format say, with nothing between or behind them.
   */

  /** As that of PNG: a transfer that changes line ends or strips a bit breaks it. */
  private static final long MAGIC = 0x0a1a0a0d564b5089L;

  private static final int VERSION = 2;
  private static final int PREAMBLE_BYTES = Long.BYTES + 2 * Integer.BYTES;
  private static final int ALIGNMENT = 64;
  static final int KEY_BYTES = 32;

  /** Larger headers are not read: this one would be that of a million tokens. */
  private static final int MOST_BYTES = 64 << 20;

  /** Reads bytes of a file from its start. */
  interface Reader {
    /**
     * Fills a buffer from a byte of the file on.
     *
     * @throws IOException when that is not possible
     */
    void read(ByteBuffer to, long from) throws IOException;
  }

  /** Returns the bytes of the header. */
  int bytes() {
    int fields =
        PREAMBLE_BYTES
            + (Integer.BYTES + scope.getBytes(StandardCharsets.UTF_8).length)
            + (KEY_BYTES + Integer.BYTES + KEY_BYTES * key.prefix().size())
            + 6 * Integer.BYTES
            + Long.BYTES
            + ProfileCodec.bytes(profile)
            + layout.layers() * Integer.BYTES
            + Integer.BYTES;
    return (fields + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Returns the bytes of the file. */
  long fileBytes() {
    return bytes() + layout.bytes(format);
  }

  /** Returns the byte of the file where a layer starts. */
  long layerStart(int layer) {
    return bytes() + (long) layer * layout.layerBytes(format);
  }

  VariantHeader withChecksums(List<Integer> checksums) {
    return new VariantHeader(scope, key, profile, layout, format, sequence, checksums);
  }

  /** Returns the CRC-32C of the bytes that remain, which are read. */
  static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  /** Returns the header as it stands in the file. */
  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(MAGIC).putInt(VERSION).putInt(out.capacity());
    byte[] scopeBytes = scope.getBytes(StandardCharsets.UTF_8);
    out.putInt(scopeBytes.length).put(scopeBytes);
    putKey(out, key.chunk());
    out.putInt(key.prefix().size());
    key.prefix().forEach(segment -> putKey(out, segment));
    out.putInt(layout.layers()).putInt(layout.kvHeads()).putInt(layout.headDim());
    out.putInt(layout.type().bytes()).putInt(layout.tokens()).putInt(code(format));
    out.putLong(sequence);
    ProfileCodec.put(profile, out);
    checksums.forEach(out::putInt);
    int end = out.capacity() - Integer.BYTES;
    out.putInt(end, checksum(out.duplicate().position(0).limit(end)));
    return out.position(0);
  }

  /**
   * Reads the header of a file.
   *
   * @throws RejectedFileException when it is not one of this scope, or the file has another length
   * @throws IOException when the file cannot be read
   */
  static VariantHeader read(Reader file, long fileBytes, String scope) throws IOException {
    ByteBuffer preamble = ByteBuffer.allocate(PREAMBLE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    require(fileBytes >= PREAMBLE_BYTES, Rejection.TORN, "only " + fileBytes + " bytes");
    file.read(preamble, 0);
    int bytes = requirePreamble(preamble.flip(), fileBytes);
    ByteBuffer in = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.read(in, 0);
    in.flip();
    int end = bytes - Integer.BYTES;
    require(
        checksum(in.duplicate().limit(end)) == in.getInt(end),
        Rejection.TORN,
        "the header's checksum does not fit");
    VariantHeader header = decode(in.position(PREAMBLE_BYTES).limit(end), scope);
    require(
        header.bytes() == bytes && header.fileBytes() == fileBytes,
        Rejection.TORN,
        "%d bytes instead of %d".formatted(fileBytes, header.fileBytes()));
    return header;
  }

  private static int requirePreamble(ByteBuffer preamble, long fileBytes)
      throws RejectedFileException {
    long magic = preamble.getLong();
    // A file system that lost power may have the length of a file and not its bytes.
    require(magic != 0, Rejection.TORN, "it begins with zeros");
    require(magic == MAGIC, Rejection.FOREIGN, "it begins otherwise");
    int version = preamble.getInt();
    require(version <= VERSION, Rejection.NEWER, "version " + version);
    require(version == VERSION, Rejection.FOREIGN, "version " + version);
    int bytes = preamble.getInt();
    require(
        bytes > PREAMBLE_BYTES && bytes <= Math.min(fileBytes, MOST_BYTES),
        Rejection.TORN,
        "a header of %d bytes in %d bytes".formatted(bytes, fileBytes));
    return bytes;
  }

  private static VariantHeader decode(ByteBuffer in, String scope) throws RejectedFileException {
    try {
      byte[] scopeBytes = new byte[count(in, 1)];
      in.get(scopeBytes);
      String found = new String(scopeBytes, StandardCharsets.UTF_8);
      require(found.equals(scope), Rejection.WRONG_SCOPE, "it belongs to scope " + found);
      ChunkKey chunk = getKey(in);
      int segments = count(in, KEY_BYTES);
      List<ChunkKey> prefix = new ArrayList<>();
      for (int segment = 0; segment < segments; segment++) {
        prefix.add(getKey(in));
      }
      int layers = in.getInt();
      int kvHeads = in.getInt();
      int headDim = in.getInt();
      KvType type = in.getInt() == KvType.F32.bytes() ? KvType.F32 : KvType.F16;
      Layout layout = new Layout(layers, kvHeads, headDim, type, in.getInt());
      ChunkKvCodec.Format format = format(in.getInt());
      long sequence = in.getLong();
      long numbers = (long) layers * (segments + 2L) + 2L * layout.tokens() + segments;
      require(numbers * Float.BYTES < in.remaining(), Rejection.FOREIGN, "a profile of " + numbers);
      ContextProfile profile = ProfileCodec.get(in, prefix, layout.layers(), layout.tokens());
      List<Integer> checksums = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        checksums.add(in.getInt());
      }
      return new VariantHeader(
          found, new VariantKey(chunk, prefix), profile, layout, format, sequence, checksums);
    } catch (RuntimeException nonsense) {
      throw new RejectedFileException(Rejection.FOREIGN, "its header makes no sense: " + nonsense);
    }
  }

  /** Reads how many things follow, of which each has so many bytes at least. */
  private static int count(ByteBuffer in, int bytes) {
    int count = in.getInt();
    if (count < 0 || (long) count * bytes > in.remaining()) {
      throw new IllegalArgumentException(count + " in " + in.remaining() + " bytes");
    }
    return count;
  }

  static void putKey(ByteBuffer out, ChunkKey key) {
    out.put(HexFormat.of().parseHex(key.hex()));
  }

  static ChunkKey getKey(ByteBuffer in) {
    byte[] bytes = new byte[KEY_BYTES];
    in.get(bytes);
    return new ChunkKey(HexFormat.of().formatHex(bytes));
  }

  /** The numbers of formats in files: never to be changed. */
  private static int code(ChunkKvCodec.Format format) {
    return switch (format) {
      case F32 -> 1;
      case F16 -> 2;
      case Q8 -> 3;
    };
  }

  private static ChunkKvCodec.Format format(int code) {
    for (ChunkKvCodec.Format format : ChunkKvCodec.Format.values()) {
      if (code(format) == code) {
        return format;
      }
    }
    throw new IllegalArgumentException("format " + code);
  }

  private static void require(boolean holds, Rejection reason, String message)
      throws RejectedFileException {
    if (!holds) {
      throw new RejectedFileException(reason, message);
    }
  }
}
