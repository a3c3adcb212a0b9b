package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ChunkKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names the KV of a chunk that was computed behind other chunks.
 *
 * @param chunk the chunk
 * @param prefix the segments that stood before it, in their order
 */
public record VariantKey(ChunkKey chunk, List<ChunkKey> prefix) {

  /** Copies the prefix. */
  public VariantKey {
    prefix = List.copyOf(prefix);
  }

  /** Returns 64 hexadecimal digits that name the chunk and its prefix: a SHA-256. */
  public String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(chunk.hex().getBytes(StandardCharsets.US_ASCII));
      for (ChunkKey segment : prefix) {
        digest.update(segment.hex().getBytes(StandardCharsets.US_ASCII));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  /** Returns the first digits of the chunk and of the digest, for logs. */
  @Override
  public String toString() {
    return chunk + "/" + digest().substring(0, 12);
  }
}
