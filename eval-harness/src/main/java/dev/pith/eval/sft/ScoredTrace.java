package dev.pith.eval.sft;

import dev.pith.verifier.anchor.CoarseTrace;
import dev.pith.verifier.surprisal.StepScores;
import dev.pith.verifier.surprisal.TokenCounts;
import dev.pith.verifier.surprisal.TraceSteps;
import java.util.BitSet;
import java.util.Optional;

/**
 * What the steps of a trace are pruned by.
 *
 * @param scores one a step
 * @param counts their tokens
 * @param counted what the counts rest on, as the rows say it: tokens that a model has read,
 *     captured ones, or characters
 * @param coarse what the coarse stage has left; empty where none was asked for
 */
record ScoredTrace(
    StepScores scores, TokenCounts counts, String counted, Optional<CoarseTrace> coarse) {

  /** A trace without a coarse stage. */
  ScoredTrace(StepScores scores, TokenCounts counts, String counted) {
    this(scores, counts, counted, Optional.empty());
  }

  /** Returns the same counts with the scores of what the coarse stage has left. */
  ScoredTrace behind(CoarseTrace left, StepScores scoresOfLeft) {
    return new ScoredTrace(scoresOfLeft, counts, counted, Optional.of(left));
  }

  /** Returns the steps that the fine stage finds. */
  BitSet present(TraceSteps steps) {
    return coarse.map(CoarseTrace::kept).orElseGet(steps::all);
  }
}
