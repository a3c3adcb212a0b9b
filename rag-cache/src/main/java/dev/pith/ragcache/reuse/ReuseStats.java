package dev.pith.ragcache.reuse;

/**
 * What a {@link ChunkReader} did so far.
 *
 * @param prompts how many prompts it read
 * @param failures how many it left to the generator because something failed
 * @param chunks chunks in these prompts
 * @param hits how many of them were reused, repaired or not
 * @param promptTokens tokens of these prompts
 * @param flops floating point operations of these prefills
 * @param fullFlops those of prefills that reuse nothing
 */
public record ReuseStats(
    long prompts,
    long failures,
    long chunks,
    long hits,
    long promptTokens,
    double flops,
    double fullFlops) {}
