package dev.pith.eval.sft;

import dev.pith.verifier.surprisal.StepScores;
import dev.pith.verifier.surprisal.TokenCounts;

/**
 * What the steps of a trace are pruned by.
 *
 * @param scores one a step
 * @param counts their tokens
 * @param counted what the counts rest on, as the rows say it: tokens that a model has read,
 *     captured ones, or characters
 */
record ScoredTrace(StepScores scores, TokenCounts counts, String counted) {}
