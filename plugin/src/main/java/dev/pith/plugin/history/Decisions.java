package dev.pith.plugin.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What was decided about thoughts: a thought is sent in the same form with every request, so that
 * prefixes stay the same. Bounded; a decision that was forgotten is made anew. Thread-safe.
 */
final class Decisions {

  private static final long MOST_CHARS = 64L << 20;

  private final Cache<String, Decision> kept;

  /**
   * A decision.
   *
   * @param shorter what is sent of the thought; empty for all of it
   */
  record Decision(Optional<String> shorter) {}

  Decisions() {
    kept =
        Caffeine.newBuilder()
            .maximumWeight(MOST_CHARS)
            .weigher(
                (String key, Decision decision) ->
                    key.length() + decision.shorter().map(String::length).orElse(0))
            .executor(Runnable::run)
            .build();
  }

  Optional<Decision> of(String owner, String thought) {
    return Optional.ofNullable(kept.getIfPresent(key(owner, thought)));
  }

  void keep(String owner, String thought, Decision decision) {
    kept.put(key(owner, thought), decision);
  }

  private static String key(String owner, String thought) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = owner.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest(thought.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }
}
