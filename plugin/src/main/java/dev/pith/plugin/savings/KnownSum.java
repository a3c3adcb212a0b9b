package dev.pith.plugin.savings;

/**
 * A sum over requests, or over questions, of which some did not know their part.
 *
 * @param sum of the known parts, in tokens
 * @param known how many knew theirs
 * @param unknown how many did not
 */
public record KnownSum(long sum, long known, long unknown) {}
