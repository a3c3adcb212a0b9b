package dev.pith.eval.prune;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.report.BootstrapInterval;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a cell came to. Intervals are of 95 %, by drawing problems; differences are paired.
 *
 * @param cell the cell
 * @param problems how many problems
 * @param accuracy share of right answers
 * @param ci95 its interval
 * @param tokens mean tokens of thinking that were left
 * @param kept their share of all
 * @param ofFull accuracy minus that of the whole thinking
 * @param ofFullCi95 its interval
 * @param ofRandom accuracy minus that of chance at the same budget; null where there is none
 * @param ofRandomCi95 its interval
 */
record PruneRow(
    PruneCell cell,
    int problems,
    double accuracy,
    BootstrapInterval ci95,
    double tokens,
    double kept,
    double ofFull,
    BootstrapInterval ofFullCi95,
    @Nullable Double ofRandom,
    @Nullable BootstrapInterval ofRandomCi95) {

  /**
   * Sums a cell up.
   *
   * @param own its outcomes, at least one
   * @param full those of the whole thinking, of the same problems in the same order
   * @param random those of chance at the same budget, likewise; null when there is none
   * @param seed of the intervals
   */
  static PruneRow of(
      PruneCell cell,
      List<PruneOutcome> own,
      List<PruneOutcome> full,
      @Nullable List<PruneOutcome> random,
      long seed) {
    double[] right = values(own, PruneOutcome::right);
    double[] ofFull = minus(right, values(full, PruneOutcome::right));
    double[] ofRandom = random == null ? null : minus(right, values(random, PruneOutcome::right));
    double tokens = mean(values(own, PruneOutcome::tokens));
    return new PruneRow(
        cell,
        right.length,
        mean(right),
        interval(right, seed),
        tokens,
        tokens / mean(values(own, PruneOutcome::tokensBefore)),
        mean(ofFull),
        interval(ofFull, seed),
        ofRandom == null ? null : mean(ofRandom),
        ofRandom == null ? null : interval(ofRandom, seed));
  }

  void write(ObjectNode to) {
    to.put("method", cell.method())
        .put("budget", cell.budget())
        .put("problems", problems)
        .put("accuracy", accuracy)
        .put("tokens", tokens)
        .put("kept", kept)
        .put("ofFull", ofFull);
    write(to.putArray("ci95"), ci95);
    write(to.putArray("ofFullCi95"), ofFullCi95);
    if (ofRandom == null || ofRandomCi95 == null) {
      to.putNull("ofRandom").putNull("ofRandomCi95");
    } else {
      write(to.put("ofRandom", ofRandom).putArray("ofRandomCi95"), ofRandomCi95);
    }
  }

  private static void write(ArrayNode to, BootstrapInterval interval) {
    to.add(interval.low()).add(interval.high());
  }

  private static BootstrapInterval interval(double[] values, long seed) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return BootstrapInterval.ofMean(values, ones, seed);
  }

  private static double[] values(List<PruneOutcome> of, ToDoubleFunction<PruneOutcome> value) {
    return of.stream().mapToDouble(value).toArray();
  }

  private static double[] minus(double[] from, double[] less) {
    double[] left = new double[from.length];
    Arrays.setAll(left, i -> from[i] - less[i]);
    return left;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
