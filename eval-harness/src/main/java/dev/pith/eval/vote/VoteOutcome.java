package dev.pith.eval.vote;

/**
 * What came of one problem under one policy.
 *
 * @param right whether the answer is right
 * @param answer the text of the answer
 * @param tokens that all branches generated, cancelled ones included
 * @param sequentialTokens how long it took, in tokens of branches that run side by side
 * @param started how many branches were started
 * @param seconds from the question to the answer
 */
record VoteOutcome(
    boolean right,
    String answer,
    double tokens,
    double sequentialTokens,
    double started,
    double seconds) {}
