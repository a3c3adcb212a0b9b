package dev.pith.plugin.savings;

/**
 * What it took to find out, by questions of our own, what models can do. It is no part of what is
 * estimated to be saved: it comes once for a model, however many requests there are.
 *
 * @param calls calls that were made; one that is cut and goes on is two
 * @param promptTokens their prompts
 * @param cachedTokens those of them that came from a cache
 * @param outputTokens what they let the model generate
 */
public record CapabilityCost(
    long calls, KnownSum promptTokens, KnownSum cachedTokens, KnownSum outputTokens) {}
