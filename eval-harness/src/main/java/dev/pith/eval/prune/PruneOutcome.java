package dev.pith.eval.prune;

/**
 * What came of one problem in one cell; of chance, the mean over its seeds.
 *
 * @param right share of right answers
 * @param tokens of thinking that were left
 * @param tokensBefore of the whole thinking
 */
record PruneOutcome(double right, double tokens, double tokensBefore) {}
