package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ChunkKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of files: digits of the scope, the chunk, and digits of the variant. So a listing tells
 * which chunks there are without opening a file.
 */
final class FileName {

  /** How many characters the name of a variant's file has, all of them ASCII. */
  static final int CHARS = 117;

  private static final String SUFFIX = ".kv";
  private static final String SCORES_SUFFIX = ".scores";
  private static final String TEMPORARY_SUFFIX = ".tmp";
  private static final Pattern PATTERN =
      Pattern.compile("([0-9a-f]{16})-([0-9a-f]{64})-[0-9a-f]{32}\\.kv");

  private final String scopeDigits;

  FileName(String scope) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(scope.getBytes(StandardCharsets.UTF_8));
      scopeDigits = HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  /** Returns the name of a variant's file. */
  String of(VariantKey key) {
    return scopeDigits + "-" + key.chunk().hex() + "-" + key.digest().substring(0, 32) + SUFFIX;
  }

  /** Returns the name of the file with the use scores of the scope. */
  String ofScores() {
    return scopeDigits + SCORES_SUFFIX;
  }

  /** Returns a name that nobody else uses, for a file that is being written. */
  static String temporary(String name) {
    return name + "-" + UUID.randomUUID() + TEMPORARY_SUFFIX;
  }

  static boolean isTemporary(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(TEMPORARY_SUFFIX)
        && (name.contains(SUFFIX + "-") || name.contains(SCORES_SUFFIX + "-"));
  }

  /** Returns the chunk of a file of this scope; nothing for other files. */
  Optional<ChunkKey> chunk(String name) {
    Matcher matcher = PATTERN.matcher(name);
    return matcher.matches() && matcher.group(1).equals(scopeDigits)
        ? Optional.of(new ChunkKey(matcher.group(2)))
        : Optional.empty();
  }
}
