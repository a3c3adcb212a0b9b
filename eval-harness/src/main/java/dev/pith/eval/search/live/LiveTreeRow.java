package dev.pith.eval.search.live;

import dev.pith.eval.report.BootstrapInterval;
import dev.pith.plugin.savings.Interval;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A policy at a width, beside REBASE on the same problems; token and KV figures are means of a
 * problem.
 *
 * @param width of the search
 * @param policy its name
 * @param problems how many
 * @param seed of problems and sampling
 * @param accuracy share of right answers
 * @param ci95 its Wilson interval
 * @param single share of right trajectories
 * @param gain accuracy less that of REBASE; empty without that
 * @param gainCi95 its interval, by drawing problems
 * @param tokens generated
 * @param scorerTokens run for rewards, KV that was there not counted
 * @param calls steps sampled and rewards asked for
 * @param kvPaper tokens of all candidates and what is above them, summed over levels; the prompt
 *     counts as two
 * @param kvTokens the same with the whole prompt
 * @param residentPeak most bytes of KV held at once
 * @param keptPeak most bytes of KV held after a selection; empty when nothing was selected
 * @param proven share of the problems whose optima are all proven
 * @param failed calls that failed, in all
 * @param seconds mean time of a problem
 */
public record LiveTreeRow(
    int width,
    String policy,
    int problems,
    long seed,
    double accuracy,
    BootstrapInterval ci95,
    double single,
    OptionalDouble gain,
    BootstrapInterval gainCi95,
    double tokens,
    double scorerTokens,
    double calls,
    double kvPaper,
    double kvTokens,
    double residentPeak,
    OptionalDouble keptPeak,
    double proven,
    long failed,
    double seconds) {

  /**
   * Sums up.
   *
   * @param outcomes by problem
   * @param rebase those of REBASE on the same problems; empty when it did not run
   */
  static LiveTreeRow of(
      int width,
      TreeMethod method,
      long seed,
      List<TreeOutcome> outcomes,
      List<TreeOutcome> rebase) {
    int n = outcomes.size();
    double[] gained = new double[rebase.size()];
    double[] ones = new double[rebase.size()];
    for (int i = 0; i < gained.length; i++) {
      gained[i] = (outcomes.get(i).right() ? 1 : 0) - (rebase.get(i).right() ? 1 : 0);
      ones[i] = 1;
    }
    long right = outcomes.stream().filter(TreeOutcome::right).count();
    Interval share = Interval.ofShare(right, n);
    return new LiveTreeRow(
        width,
        method.key(),
        n,
        seed,
        (double) right / n,
        new BootstrapInterval(share.low(), share.high()),
        mean(outcomes, TreeOutcome::single),
        rebase.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                mean(outcomes, o -> o.right() ? 1 : 0) - mean(rebase, o -> o.right() ? 1 : 0)),
        rebase.isEmpty()
            ? new BootstrapInterval(Double.NaN, Double.NaN)
            : BootstrapInterval.ofMean(gained, ones, seed),
        mean(outcomes, o -> o.report().generatedTokens()),
        mean(outcomes, o -> o.report().scorerTokens()),
        mean(outcomes, o -> o.report().modelCalls()),
        mean(outcomes, o -> o.report().kvPaper()),
        mean(outcomes, o -> o.report().kvTokens()),
        mean(outcomes, o -> o.report().residentPeak().orElse(0)),
        outcomes.stream().flatMapToLong(o -> o.report().keptPeak().stream()).average(),
        mean(outcomes, o -> o.report().proven() ? 1 : 0),
        outcomes.stream().mapToLong(o -> o.report().failedCalls()).sum(),
        mean(outcomes, TreeOutcome::seconds));
  }

  private static double mean(List<TreeOutcome> outcomes, ToDoubleFunction<TreeOutcome> of) {
    return outcomes.stream().mapToDouble(of).average().orElse(0);
  }
}
