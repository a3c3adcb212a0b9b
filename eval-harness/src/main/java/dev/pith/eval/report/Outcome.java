package dev.pith.eval.report;

import dev.pith.eval.grade.Grade;
import dev.pith.verifier.answer.Agreement;
import org.jspecify.annotations.Nullable;

/**
 * What one policy did to one trace. A policy that is tried several times on a trace adds several
 * outcomes, each with its share of the weight.
 *
 * @param key the group of the trace
 * @param policy the policy's name
 * @param question what traces on the same question share
 * @param weight 1, or the share of one try
 * @param fullTokens tokens of the trace
 * @param keptTokens tokens that were kept
 * @param costTokens tokens that the decision cost
 * @param fullCorrect whether the full trace is right; null when unknown
 * @param grade the answer after the cut
 * @param reason why it was cut there
 */
public record Outcome(
    RowKey key,
    String policy,
    String question,
    double weight,
    double fullTokens,
    double keptTokens,
    double costTokens,
    @Nullable Boolean fullCorrect,
    Grade grade,
    String reason) {

  /** Returns the share of the trace that was saved, net of the cost; it may be negative. */
  double saved() {
    return 1.0 - (keptTokens + costTokens) / fullTokens;
  }

  /** Returns whether the answer could be compared with that of the full trace. */
  boolean isCompared() {
    return grade.agreement() != null;
  }

  boolean isChanged() {
    return isCompared() && grade.agreement() != Agreement.EQUAL;
  }
}
