package dev.pith.ragcache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** KV in memory, at most so many bytes of it. Thread-safe, but see {@link #put}. */
final class MemoryTier {

  /*
   * Caffeine decides what leaves (W-TinyLFU), by how often a variant is asked for; the use score
   * decides among the variants of one chunk. Weights are in KiB, since Caffeine holds them as int.
   */

  private static final int WEIGHT_BYTES = 1024;

  private final Cache<VariantKey, Resident> cache;

  /**
   * Creates an empty tier.
   *
   * @param onEviction is told what left because of the bound, perhaps what was just put; must not
   *     call back
   */
  MemoryTier(long maxBytes, Consumer<VariantKey> onEviction) {
    cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes / WEIGHT_BYTES)
            .weigher(MemoryTier::weight)
            .executor(Runnable::run)
            .evictionListener(
                (@Nullable VariantKey key, @Nullable Resident resident, RemovalCause cause) -> {
                  if (key != null) {
                    onEviction.accept(key);
                  }
                })
            .recordStats()
            .build();
  }

  /**
   * Keeps KV and lets others leave for it, or itself. Not for two threads at once: the bound holds
   * but for the one that is being put.
   */
  void put(VariantKey key, Resident resident) {
    cache.put(key, resident);
    cache.cleanUp();
  }

  Optional<Resident> get(VariantKey key) {
    return Optional.ofNullable(cache.getIfPresent(key));
  }

  /** Tells whether KV is here; does not count as a use. */
  boolean contains(VariantKey key) {
    return cache.asMap().containsKey(key);
  }

  void remove(VariantKey key) {
    cache.invalidate(key);
  }

  void clear() {
    cache.invalidateAll();
  }

  /** Returns the bytes that are held, each variant rounded up to a KiB. */
  long bytes() {
    return cache.policy().eviction().orElseThrow().weightedSize().orElse(0) * WEIGHT_BYTES;
  }

  CacheStats stats() {
    return cache.stats();
  }

  private static int weight(VariantKey key, Resident resident) {
    return Math.toIntExact((resident.bytes() + WEIGHT_BYTES - 1) / WEIGHT_BYTES);
  }
}
