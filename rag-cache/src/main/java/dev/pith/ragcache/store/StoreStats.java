package dev.pith.ragcache.store;

import com.github.benmanes.caffeine.cache.stats.CacheStats;

/**
 * Counts of a {@link ChunkStore} since it was opened.
 *
 * @param memoryHits loads of KV that was in memory
 * @param misses loads of KV that no tier had
 * @param memoryBytes the bytes that KV takes in memory now
 * @param surplus variants that left because their chunk had too many
 * @param computed missing chunks that a caller was told to compute
 * @param memory what Caffeine counts of the memory tier: evictions are those of the byte bound
 */
public record StoreStats(
    long memoryHits,
    long misses,
    long memoryBytes,
    long surplus,
    long computed,
    CacheStats memory) {}
