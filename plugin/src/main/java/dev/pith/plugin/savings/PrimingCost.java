package dev.pith.plugin.savings;

/**
 * What it took to have the server read prompts ahead. It is no part of what is estimated to be
 * saved: what comes of it is what later requests find in the server's cache.
 *
 * @param calls prompts that were read ahead
 * @param promptTokens their tokens
 * @param cachedTokens those of them that the server had already
 * @param outputTokens what a server generated that cannot read without
 */
public record PrimingCost(
    long calls, KnownSum promptTokens, KnownSum cachedTokens, KnownSum outputTokens) {}
