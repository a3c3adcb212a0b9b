package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ContextProfile;

/**
 * A variant that a store knows, without its KV.
 *
 * @param key its name
 * @param profile where it was computed
 * @param tier the fastest tier that has its KV
 * @param useScore how much it was worth so far: each use adds what {@link ChunkStore#used} says
 */
public record KnownVariant(VariantKey key, ContextProfile profile, Tier tier, double useScore) {}
