package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;

/**
 * The KV of a chunk with the context in which it was computed.
 *
 * @param key its name
 * @param profile where it was computed, and what its tokens attended to there
 * @param kv its keys and values
 */
public record Variant(VariantKey key, ContextProfile profile, ChunkKv kv) {

  /**
   * Checks that all three speak of the same chunk.
   *
   * @throws IllegalArgumentException when they do not
   */
  public Variant {
    if (!profile.prefix().equals(key.prefix())) {
      throw new IllegalArgumentException(
          "the profile must have the prefix of the key: %s, %s"
              .formatted(profile.prefix(), key.prefix()));
    }
    if (profile.length() != kv.length()) {
      throw new IllegalArgumentException(
          "profile and KV must have as many tokens: %d, %d"
              .formatted(profile.length(), kv.length()));
    }
  }

  /** Returns the variant of a chunk that was computed in a context. */
  public static Variant of(ChunkKey chunk, ContextProfile profile, ChunkKv kv) {
    return new Variant(new VariantKey(chunk, profile.prefix()), profile, kv);
  }
}
