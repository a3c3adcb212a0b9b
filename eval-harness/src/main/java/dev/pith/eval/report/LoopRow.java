package dev.pith.eval.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How a data set's traces that never ended were stopped.
 *
 * @param dataset the data set
 * @param unfinished traces that never ended
 * @param looping those that run in a loop until their end
 * @param loopsCut looping traces that were cut after the loop had started
 * @param cutBeforeLoop looping traces that were cut before it: false stops, as far as loops go
 * @param othersCut traces without a loop that were cut
 * @param fromStart how far the cuts lie behind the start of the loop
 * @param within how many of them lie within {@value #NEAR_TOKENS} tokens of it
 * @param savedWeighted share of the tokens of the looping traces that lies after their cut; empty
 *     when none loops
 */
public record LoopRow(
    String dataset,
    int unfinished,
    int looping,
    int loopsCut,
    int cutBeforeLoop,
    int othersCut,
    Distances fromStart,
    int within,
    OptionalDouble savedWeighted) {

  static final int NEAR_TOKENS = 1_500;

  /**
   * Distances in tokens; empty when there is none.
   *
   * @param median the median
   * @param p90 the 90th percentile
   * @param max the maximum
   */
  public record Distances(OptionalDouble median, OptionalDouble p90, OptionalDouble max) {

    static Distances of(List<LoopOutcome> cuts) {
      double[] sorted = cuts.stream().mapToDouble(LoopOutcome::fromLoop).sorted().toArray();
      return new Distances(rank(sorted, 0.5), rank(sorted, 0.9), rank(sorted, 1.0));
    }

    /** The smallest value that so large a share of the values does not exceed. */
    private static OptionalDouble rank(double[] sorted, double share) {
      return sorted.length == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)]);
    }
  }

  /** Sums up the traces of one data set. */
  static LoopRow of(String dataset, List<LoopOutcome> outcomes) {
    List<LoopOutcome> looping = outcomes.stream().filter(o -> o.loopTokens().isPresent()).toList();
    List<LoopOutcome> loopsCut = looping.stream().filter(LoopOutcome::isLoopCut).toList();
    long cut = outcomes.stream().filter(LoopOutcome::isCut).count();
    long loopingCut = looping.stream().filter(LoopOutcome::isCut).count();
    double full = looping.stream().mapToDouble(LoopOutcome::fullTokens).sum();
    double kept = looping.stream().mapToDouble(LoopOutcome::keptTokens).sum();
    return new LoopRow(
        dataset,
        outcomes.size(),
        looping.size(),
        loopsCut.size(),
        (int) loopingCut - loopsCut.size(),
        (int) (cut - loopingCut),
        Distances.of(loopsCut),
        (int) loopsCut.stream().filter(loop -> loop.fromLoop() <= NEAR_TOKENS).count(),
        full > 0 ? OptionalDouble.of(1.0 - kept / full) : OptionalDouble.empty());
  }
}
