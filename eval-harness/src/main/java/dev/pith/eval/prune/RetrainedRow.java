package dev.pith.eval.prune;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.report.BootstrapInterval;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a retrained model came to. Intervals are of 95 %, by drawing problems; differences are
 * paired by problem.
 *
 * @param name the model's
 * @param problems how many
 * @param accuracy share of right answers
 * @param ci95 its interval
 * @param tokens mean tokens of thinking
 * @param saved what share of the first model's tokens it did not need; negative when it needed more
 * @param savedCi95 its interval
 * @param ofFirst accuracy minus the first model's
 * @param ofFirstCi95 its interval
 * @param unfinished how many problems it thought about until its context was full, which are wrong
 */
record RetrainedRow(
    String name,
    int problems,
    double accuracy,
    BootstrapInterval ci95,
    double tokens,
    double saved,
    BootstrapInterval savedCi95,
    double ofFirst,
    BootstrapInterval ofFirstCi95,
    int unfinished) {

  /**
   * What came of one problem.
   *
   * @param right whether the answer is right
   * @param tokens of its thinking
   * @param finished whether the thinking ended
   */
  record Outcome(boolean right, int tokens, boolean finished) {}

  /**
   * Sums a model up.
   *
   * @param own its outcomes, at least one
   * @param first those of the first model, of the same problems in the same order
   * @param seed of the intervals
   */
  static RetrainedRow of(String name, List<Outcome> own, List<Outcome> first, long seed) {
    double[] ones = values(own, outcome -> 1);
    double[] right = values(own, outcome -> outcome.right() ? 1 : 0);
    double[] tokens = values(own, Outcome::tokens);
    double[] firstTokens = values(first, Outcome::tokens);
    double[] saved = minus(firstTokens, tokens);
    double[] ofFirst = minus(right, values(first, outcome -> outcome.right() ? 1 : 0));
    return new RetrainedRow(
        name,
        own.size(),
        mean(right),
        BootstrapInterval.ofMean(right, ones, seed),
        mean(tokens),
        mean(saved) / mean(firstTokens),
        BootstrapInterval.ofMean(saved, firstTokens, seed),
        mean(ofFirst),
        BootstrapInterval.ofMean(ofFirst, ones, seed),
        (int) own.stream().filter(outcome -> !outcome.finished()).count());
  }

  void write(ObjectNode to) {
    to.put("model", name).put("problems", problems).put("accuracy", accuracy);
    to.putArray("ci95").add(ci95.low()).add(ci95.high());
    to.put("thinkingTokens", tokens).put("saved", saved);
    to.putArray("savedCi95").add(savedCi95.low()).add(savedCi95.high());
    to.put("ofFirst", ofFirst);
    to.putArray("ofFirstCi95").add(ofFirstCi95.low()).add(ofFirstCi95.high());
    to.put("unfinished", unfinished);
  }

  private static double[] values(List<Outcome> of, ToDoubleFunction<Outcome> value) {
    return of.stream().mapToDouble(value).toArray();
  }

  private static double[] minus(double[] from, double[] less) {
    double[] left = new double[from.length];
    Arrays.setAll(left, i -> from[i] - less[i]);
    return left;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
