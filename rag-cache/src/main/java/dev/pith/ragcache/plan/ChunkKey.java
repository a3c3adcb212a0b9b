package dev.pith.ragcache.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a chunk by what its KV depends on besides its place: its tokens and the {@linkplain #scope
 * scope} in which they are read. Equal names mean equal KV wherever the chunk stands first.
 *
 * @param hex 64 lower-case hexadecimal digits of a SHA-256
 */
public record ChunkKey(String hex) {

  private static final int DIGITS = 64;

  /** Refuses what is no digest. */
  public ChunkKey {
    if (hex.length() != DIGITS || !hex.chars().allMatch(ChunkKey::isDigit)) {
      throw new IllegalArgumentException("a chunk key must have 64 hexadecimal digits: " + hex);
    }
  }

  /**
   * Returns the name of a scope: caches of different scopes never meet.
   *
   * @param parts what KV depends on besides tokens: the model, its KV type, rotation and tokenizer;
   *     and the tenant, since a shared cache tells by its speed what others asked
   */
  public static String scope(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the key of tokens in a {@linkplain #scope scope}. */
  public static ChunkKey of(String scope, int[] tokens) {
    MessageDigest digest = sha256();
    digest.update(scope.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * tokens.length);
    bytes.asIntBuffer().put(tokens);
    digest.update(bytes.array());
    return new ChunkKey(HexFormat.of().formatHex(digest.digest()));
  }

  /** Returns the first digits, for logs. */
  @Override
  public String toString() {
    return hex.substring(0, 12);
  }

  private static boolean isDigit(int character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }
}
