package dev.pith.eval.live;

import dev.pith.eval.report.BootstrapInterval;
import dev.pith.plugin.savings.Interval;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a policy came to on a group of problems, beside full thinking on the same problems.
 *
 * @param family the family, or "all"
 * @param difficulty the difficulty, or "easy", "hard", "all"
 * @param policy the policy
 * @param problems how many problems
 * @param accuracy share of right answers
 * @param ci95 its Wilson interval
 * @param difference accuracy minus that of full thinking
 * @param differenceCi95 its interval, by drawing problems
 * @param cut share of the problems whose thinking was cut
 * @param thinkingTokens sum of the tokens of thinking
 * @param verifierTokens sum of what asking a verifier cost
 * @param totalTokens sum of all generated tokens and the verifier's
 * @param saved share of the tokens of thinking that was saved, net of the verifier's
 * @param savedCi95 its interval, by drawing problems
 * @param seconds mean time to the end of an answer
 */
record LiveRow(
    String family,
    String difficulty,
    LivePolicy policy,
    int problems,
    double accuracy,
    BootstrapInterval ci95,
    double difference,
    BootstrapInterval differenceCi95,
    double cut,
    double thinkingTokens,
    double verifierTokens,
    double totalTokens,
    double saved,
    BootstrapInterval savedCi95,
    double seconds) {

  /**
   * Sums a group up.
   *
   * @param answers those of the policy, at least one
   * @param full those of full thinking, to the same problems in the same order
   * @param seed of the intervals
   */
  static LiveRow of(
      String family,
      String difficulty,
      LivePolicy policy,
      List<LiveAnswer> answers,
      List<LiveAnswer> full,
      long seed) {
    int n = answers.size();
    double[] right = values(answers, LiveRow::right);
    double[] rightFull = values(full, LiveRow::right);
    double[] gained = new double[n];
    double[] dropped = new double[n];
    double[] ones = new double[n];
    double[] fullTokens = values(full, LiveAnswer::thinkingTokens);
    for (int i = 0; i < n; i++) {
      gained[i] = right[i] - rightFull[i];
      dropped[i] = fullTokens[i] - answers.get(i).netTokens();
      ones[i] = 1;
    }
    double accuracy = mean(right);
    return new LiveRow(
        family,
        difficulty,
        policy,
        n,
        accuracy,
        wilson(right),
        mean(gained),
        BootstrapInterval.ofMean(gained, ones, seed),
        mean(values(answers, answer -> answer.cut() ? 1 : 0)),
        sum(values(answers, LiveAnswer::thinkingTokens)),
        sum(values(answers, LiveAnswer::verifierTokens)),
        sum(values(answers, LiveAnswer::totalTokens)),
        sum(dropped) / sum(fullTokens),
        BootstrapInterval.ofMean(dropped, fullTokens, seed),
        mean(values(answers, LiveAnswer::seconds)));
  }

  private static double right(LiveAnswer answer) {
    return answer.right() ? 1 : 0;
  }

  private static BootstrapInterval wilson(double[] right) {
    Interval share = Interval.ofShare(Math.round(sum(right)), right.length);
    return new BootstrapInterval(share.low(), share.high());
  }

  private static double[] values(List<LiveAnswer> answers, ToDoubleFunction<LiveAnswer> of) {
    return answers.stream().mapToDouble(of).toArray();
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double mean(double[] values) {
    return sum(values) / values.length;
  }
}
