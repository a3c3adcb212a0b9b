package dev.pith.ragcache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bytes of the file that tells what the variants of a scope were worth. Stateless. */
final class ScoreFile {

  /*
   * Little endian: 8 bytes magic, version, number of scores; for each the name of its variant's
   * file, in ASCII and always as long, and a double; CRC-32C of all before it, which is to end the
   * file in every version.
   */

  /** As that of a variant's file, with another letter. */
  private static final long MAGIC = 0x0a1a0a0d534b5089L;

  private static final int VERSION = 1;
  private static final int HEAD_BYTES = Long.BYTES + 2 * Integer.BYTES;
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int SCORE_BYTES = FileName.CHARS + Double.BYTES;

  /** Larger files are not read: this one would tell of half a million variants. */
  private static final int MOST_BYTES = 64 << 20;

  /**
   * What a variant was worth.
   *
   * @param file the name of its file
   * @param value its use score, not negative and finite
   */
  record Score(String file, double value) {}

  private ScoreFile() {}

  /** Returns how many scores have room in so many bytes; 0 when none has. */
  static int most(long bytes) {
    long room = Math.min(bytes, MOST_BYTES) - HEAD_BYTES - CHECKSUM_BYTES;
    return (int) Math.max(0, room / SCORE_BYTES);
  }

  /** Returns the bytes of a file with so many scores. */
  static int bytes(int scores) {
    return HEAD_BYTES + scores * SCORE_BYTES + CHECKSUM_BYTES;
  }

  /** Returns a file. */
  static ByteBuffer encode(List<Score> scores) {
    ByteBuffer out = ByteBuffer.allocate(bytes(scores.size())).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(MAGIC).putInt(VERSION).putInt(scores.size());
    for (Score score : scores) {
      out.put(score.file().getBytes(StandardCharsets.US_ASCII)).putDouble(score.value());
    }
    return out.putInt(VariantHeader.checksum(out.duplicate().flip())).flip();
  }

  /**
   * Reads a file.
   *
   * @return the scores by the names of the variants' files; empty when there is no file
   * @throws RejectedFileException when it is not one of this version and scope, or damaged
   * @throws IOException when it cannot be read
   */
  static Map<String, Double> read(Path path, FileName names) throws IOException {
    try {
      long bytes = Files.size(path);
      require(bytes <= MOST_BYTES, Rejection.FOREIGN, bytes + " bytes");
      return decode(ByteBuffer.wrap(Files.readAllBytes(path)), names);
    } catch (NoSuchFileException none) {
      return Map.of();
    }
  }

  private static Map<String, Double> decode(ByteBuffer bytes, FileName names)
      throws RejectedFileException {
    ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
    int end = in.limit() - CHECKSUM_BYTES;
    require(end >= HEAD_BYTES, Rejection.TORN, "only " + in.limit() + " bytes");
    long magic = in.getLong();
    // A file system that lost power may have the length of a file and not its bytes.
    require(magic != 0, Rejection.TORN, "it begins with zeros");
    require(magic == MAGIC, Rejection.FOREIGN, "it begins otherwise");
    require(
        VariantHeader.checksum(in.duplicate().position(0).limit(end)) == in.getInt(end),
        Rejection.TORN,
        "its checksum does not fit");
    int version = in.getInt();
    require(version <= VERSION, Rejection.NEWER, "version " + version);
    require(version == VERSION, Rejection.FOREIGN, "version " + version);
    int count = in.getInt();
    require(
        count >= 0 && (long) count * SCORE_BYTES == end - HEAD_BYTES,
        Rejection.FOREIGN,
        count + " scores in " + in.limit() + " bytes");
    Map<String, Double> scores = new HashMap<>();
    byte[] name = new byte[FileName.CHARS];
    for (int i = 0; i < count; i++) {
      in.get(name);
      String file = new String(name, StandardCharsets.US_ASCII);
      double value = in.getDouble();
      require(names.chunk(file).isPresent(), Rejection.WRONG_SCOPE, "it tells of " + file);
      require(value >= 0 && Double.isFinite(value), Rejection.FOREIGN, "a score of " + value);
      scores.merge(file, value, Math::max);
    }
    return scores;
  }

  private static void require(boolean holds, Rejection reason, String message)
      throws RejectedFileException {
    if (!holds) {
      throw new RejectedFileException(reason, message);
    }
  }
}
