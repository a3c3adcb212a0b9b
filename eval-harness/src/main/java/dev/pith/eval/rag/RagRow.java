package dev.pith.eval.rag;

import dev.pith.eval.report.BootstrapInterval;
import dev.pith.plugin.savings.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a policy came to on chunk questions, beside full prefill and a prefix cache on the same
 * questions. All intervals are of 95 %.
 *
 * @param cell the policy and its share
 * @param problems how many problems
 * @param accuracy share of right answers
 * @param ci95 its Wilson interval
 * @param difference accuracy minus that of full prefill
 * @param differenceCi95 its interval, by drawing problems
 * @param hits share of the chunks that were reused
 * @param recomputeShare share of the chunks' tokens that was computed, averaged over layers
 * @param computeShare operations of the prefill in parts of those of full prefill
 * @param savedOfFull one less that share
 * @param savedOfFullCi95 its interval, by drawing problems
 * @param savedOfPrefix share of the operations of a prefix cache that was saved
 * @param savedOfPrefixCi95 its interval, by drawing problems
 * @param prefillMillis mean time to read a prompt
 * @param focused share of the prompts in which repair ended early
 */
record RagRow(
    RagCell cell,
    int problems,
    double accuracy,
    BootstrapInterval ci95,
    double difference,
    BootstrapInterval differenceCi95,
    double hits,
    double recomputeShare,
    double computeShare,
    double savedOfFull,
    BootstrapInterval savedOfFullCi95,
    double savedOfPrefix,
    BootstrapInterval savedOfPrefixCi95,
    double prefillMillis,
    double focused) {

  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * Sums a policy up.
   *
   * @param answers those of the policy, at least one
   * @param full those of full prefill, to the same problems in the same order
   * @param prefix those of the prefix cache, likewise
   * @param seed of the intervals
   */
  static RagRow of(
      RagCell cell,
      List<RagAnswer> answers,
      List<RagAnswer> full,
      List<RagAnswer> prefix,
      long seed) {
    double[] right = values(answers, RagRow::right);
    double[] gained = minus(right, values(full, RagRow::right));
    double[] ones = new double[right.length];
    Arrays.fill(ones, 1);
    double[] flops = values(answers, answer -> answer.report().flops());
    double[] fullFlops = values(answers, answer -> answer.report().fullFlops());
    double[] prefixFlops = values(prefix, answer -> answer.report().flops());
    double[] ofFull = minus(fullFlops, flops);
    double[] ofPrefix = minus(prefixFlops, flops);
    Interval accuracy = Interval.ofShare(Math.round(sum(right)), right.length);
    return new RagRow(
        cell,
        right.length,
        mean(right),
        new BootstrapInterval(accuracy.low(), accuracy.high()),
        mean(gained),
        BootstrapInterval.ofMean(gained, ones, seed),
        sum(values(answers, answer -> answer.report().hits()))
            / sum(values(answers, answer -> answer.report().chunks())),
        mean(values(answers, answer -> answer.report().recomputeShare())),
        sum(flops) / sum(fullFlops),
        sum(ofFull) / sum(fullFlops),
        BootstrapInterval.ofMean(ofFull, fullFlops, seed),
        sum(ofPrefix) / sum(prefixFlops),
        BootstrapInterval.ofMean(ofPrefix, prefixFlops, seed),
        mean(values(answers, RagAnswer::prefillNanos)) / NANOS_PER_MILLI,
        mean(values(answers, answer -> answer.report().focusedFrom().isPresent() ? 1 : 0)));
  }

  private static double right(RagAnswer answer) {
    return answer.right() ? 1 : 0;
  }

  private static double[] values(List<RagAnswer> answers, ToDoubleFunction<RagAnswer> of) {
    return answers.stream().mapToDouble(of).toArray();
  }

  private static double[] minus(double[] from, double[] less) {
    double[] left = new double[from.length];
    Arrays.setAll(left, i -> from[i] - less[i]);
    return left;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static double mean(double[] values) {
    return sum(values) / values.length;
  }
}
