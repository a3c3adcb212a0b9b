package dev.pith.eval.report;

import java.util.OptionalDouble;

/**
 * What became of one trace that never ended.
 *
 * @param dataset the data set
 * @param fullTokens tokens of the trace
 * @param loopTokens where its loop starts; empty when it does not end in one
 * @param cutTokens where {@code pith} cut it; empty when it did not
 */
public record LoopOutcome(
    String dataset, double fullTokens, OptionalDouble loopTokens, OptionalDouble cutTokens) {

  boolean isCut() {
    return cutTokens.isPresent();
  }

  /** Returns whether it was cut after its loop had started. */
  boolean isLoopCut() {
    return isCut() && loopTokens.isPresent() && fromLoop() >= 0;
  }

  /** Returns how far the end of what was kept lies behind the start of the loop. */
  double fromLoop() {
    return keptTokens() - loopTokens.orElseThrow();
  }

  double keptTokens() {
    return cutTokens.orElse(fullTokens);
  }
}
