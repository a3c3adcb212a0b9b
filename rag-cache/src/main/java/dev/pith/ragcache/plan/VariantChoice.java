package dev.pith.ragcache.plan;

/**
 * The variant of a chunk that needs the least repair.
 *
 * @param index its place among the variants that were offered
 * @param estimate what it needs
 */
public record VariantChoice(int index, FixEstimate estimate) {}
