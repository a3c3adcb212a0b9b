package dev.pith.eval.report;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a data set's traces that never ended were stopped.
 *
 * @param dataset the data set
 * @param unfinished traces that never ended
 * @param looping those that run in a loop until their end
 * @param loopsCut looping traces that were cut after the start of the loop
 * @param cutBeforeLoop looping traces that were cut before it: false stops, as far as loops go
 * @param othersCut traces without a loop that were cut
 * @param medianTokens median distance from the start of the loop to the cut, over {@code loopsCut}
 * @param p90Tokens its 90th percentile
 * @param maxTokens its maximum
 * @param savedWeighted share of the tokens of the looping traces that lies after their cut
 */
public record LoopRow(
    String dataset,
    int unfinished,
    int looping,
    int loopsCut,
    int cutBeforeLoop,
    int othersCut,
    OptionalDouble medianTokens,
    OptionalDouble p90Tokens,
    OptionalDouble maxTokens,
    OptionalDouble savedWeighted) {

  /** Sums up the traces of one data set. */
  static LoopRow of(String dataset, List<LoopOutcome> outcomes) {
    List<LoopOutcome> looping = outcomes.stream().filter(LoopOutcome::loops).toList();
    double[] distances =
        looping.stream()
            .flatMapToDouble(outcome -> outcome.distanceTokens().stream())
            .sorted()
            .toArray();
    double[] after = Arrays.stream(distances).filter(distance -> distance >= 0).toArray();
    double full = looping.stream().mapToDouble(LoopOutcome::fullTokens).sum();
    double kept = looping.stream().mapToDouble(o -> o.cutTokens().orElse(o.fullTokens())).sum();
    return new LoopRow(
        dataset,
        outcomes.size(),
        looping.size(),
        after.length,
        distances.length - after.length,
        (int) outcomes.stream().filter(o -> !o.loops() && o.isCut()).count(),
        rank(after, 0.5),
        rank(after, 0.9),
        rank(after, 1.0),
        full > 0 ? OptionalDouble.of(1.0 - kept / full) : OptionalDouble.empty());
  }

  /** The smallest value that so large a share of the values does not exceed. */
  private static OptionalDouble rank(double[] sorted, double share) {
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)]);
  }
}
