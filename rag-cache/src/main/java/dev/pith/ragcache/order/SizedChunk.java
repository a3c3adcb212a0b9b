package dev.pith.ragcache.order;

import java.util.Objects;

/**
 * A chunk of a prompt. Chunks of one key and different sizes are different chunks.
 *
 * @param key what names the chunk's text; its {@code equals} and {@code hashCode} are used
 * @param tokens how long the chunk is, positive; an estimate will do if it depends on the text
 *     alone
 */
public record SizedChunk<K>(K key, int tokens) {
  /** Refuses a chunk without tokens. */
  public SizedChunk {
    Objects.requireNonNull(key, "key");
    if (tokens <= 0) {
      throw new IllegalArgumentException("tokens must be positive: " + tokens);
    }
  }
}
