package dev.pith.eval.report;

import java.util.OptionalDouble;

/**
 * What became of one trace that never ended.
 *
 * @param dataset the data set
 * @param fullTokens tokens of the trace
 * @param loopStartTokens where it begins to run in a loop; empty when it does not
 * @param cutTokens where {@code pith} cut it; empty when it did not
 */
public record LoopOutcome(
    String dataset, double fullTokens, OptionalDouble loopStartTokens, OptionalDouble cutTokens) {

  boolean loops() {
    return loopStartTokens.isPresent();
  }

  boolean isCut() {
    return cutTokens.isPresent();
  }

  /** Returns how far behind the start of the loop the cut lies; negative when before it. */
  OptionalDouble distanceTokens() {
    return loops() && isCut()
        ? OptionalDouble.of(cutTokens.getAsDouble() - loopStartTokens.getAsDouble())
        : OptionalDouble.empty();
  }
}
