package dev.pith.ragcache.generate;

/**
 * What a {@link Generator} did so far and does now; read while it works, so the figures may be one
 * step apart.
 *
 * @param running requests that have begun, paused ones included
 * @param queued requests that wait for a place
 * @param cachedPrefixes finished requests whose KV is kept
 * @param kvBytes the engine's KV, of running and finished requests, shared parts once
 * @param completed requests that ended by themselves
 * @param cancelled requests that were cancelled
 * @param refused requests that found the queue full
 * @param failed requests that broke, by the engine or by their listener
 * @param preempted how often a request gave its KV away for want of room and read its text again
 * @param promptTokens tokens of all prompts that were read
 * @param cachedTokens those among them that were not run, because their KV was there
 * @param generatedTokens tokens that were generated
 * @param steps forward passes
 * @param rows rows of all forward passes; {@code rows / steps} is the mean batch
 */
public record GeneratorStats(
    int running,
    int queued,
    int cachedPrefixes,
    long kvBytes,
    long completed,
    long cancelled,
    long refused,
    long failed,
    long preempted,
    long promptTokens,
    long cachedTokens,
    long generatedTokens,
    long steps,
    long rows) {}
