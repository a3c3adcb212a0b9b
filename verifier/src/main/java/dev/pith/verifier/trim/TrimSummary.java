package dev.pith.verifier.trim;

import java.util.Optional;

/**
 * What a trimmer has seen of a trace so far.
 *
 * @param chars characters of thinking read
 * @param tokens the same in tokens, estimated from characters
 * @param thoughts completed thoughts
 * @param statements thoughts that stated an answer
 * @param cut the cut; empty while there is none
 * @param abstention why there is none; empty after a cut
 */
public record TrimSummary(
    long chars,
    long tokens,
    int thoughts,
    int statements,
    Optional<Cut> cut,
    Optional<Abstention> abstention) {}
