package dev.pith.ragcache.store;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.Optional;

/**
 * Counts of a {@link ChunkStore} since it was opened.
 *
 * @param memoryHits loads of KV that was in memory
 * @param diskHits loads of KV that was on disk, those included that one load served together
 * @param misses loads of KV that no tier had
 * @param memoryBytes the bytes that KV takes in memory now
 * @param surplus variants that left because their chunk had too many
 * @param promotions variants that were loaded from disk into memory
 * @param computed missing chunks that a caller was told to compute
 * @param memory what Caffeine counts of the memory tier: evictions are those of the byte bound
 * @param disk what the disk tier counts, when there is one
 */
public record StoreStats(
    long memoryHits,
    long diskHits,
    long misses,
    long memoryBytes,
    long surplus,
    long promotions,
    long computed,
    CacheStats memory,
    Optional<DiskStats> disk) {}
