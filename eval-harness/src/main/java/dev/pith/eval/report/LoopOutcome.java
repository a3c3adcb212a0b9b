package dev.pith.eval.report;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of one trace that never ended.
 *
 * @param dataset the data set
 * @param fullTokens tokens of the trace
 * @param loop where it runs in a loop; empty when it does not
 * @param cutTokens where {@code pith} cut it; empty when it did not
 */
public record LoopOutcome(
    String dataset, double fullTokens, Optional<Loop> loop, OptionalDouble cutTokens) {

  /**
   * The start of a loop, in tokens.
   *
   * @param windowTokens the first window of words that is mostly repeated
   * @param repeatTokens the first repeat in it
   */
  public record Loop(double windowTokens, double repeatTokens) {}

  boolean isCut() {
    return cutTokens.isPresent();
  }

  /** Returns whether it was cut after the first window of its loop had begun. */
  boolean isLoopCut() {
    return isCut() && loop.isPresent() && cutTokens.getAsDouble() >= loop.get().windowTokens();
  }

  double keptTokens() {
    return cutTokens.orElse(fullTokens);
  }
}
