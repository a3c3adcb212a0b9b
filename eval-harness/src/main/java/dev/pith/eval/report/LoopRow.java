package dev.pith.eval.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * How a data set's traces that never ended were stopped.
 *
 * @param dataset the data set
 * @param unfinished traces that never ended
 * @param looping those that run in a loop until their end
 * @param loopsCut looping traces that were cut after the first window of the loop had begun
 * @param cutBeforeLoop looping traces that were cut before it: false stops, as far as loops go
 * @param othersCut traces without a loop that were cut
 * @param fromWindow how far the cuts lie behind the beginning of that window
 * @param fromRepeat how far they lie behind the first repeat; negative when before it
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
    Distances fromWindow,
    Distances fromRepeat,
    OptionalDouble savedWeighted) {

  /**
   * Distances in tokens; empty when there is none.
   *
   * @param median the median
   * @param p90 the 90th percentile
   * @param max the maximum
   */
  public record Distances(OptionalDouble median, OptionalDouble p90, OptionalDouble max) {

    static Distances of(List<LoopOutcome> cuts, ToDoubleFunction<LoopOutcome.Loop> start) {
      double[] sorted =
          cuts.stream()
              .mapToDouble(cut -> cut.keptTokens() - start.applyAsDouble(cut.loop().orElseThrow()))
              .sorted()
              .toArray();
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
    List<LoopOutcome> looping = outcomes.stream().filter(o -> o.loop().isPresent()).toList();
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
        Distances.of(loopsCut, LoopOutcome.Loop::windowTokens),
        Distances.of(loopsCut, LoopOutcome.Loop::repeatTokens),
        full > 0 ? OptionalDouble.of(1.0 - kept / full) : OptionalDouble.empty());
  }
}
