package dev.pith.verifier.search;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Divides a budget of continuations among candidates by the softmax of their scores. */
public final class RebaseAllocation {

  /*
   * The paper rounds every share up [1], so that the sum exceeds the budget. Its code goes through
   * the candidates from the best to the worst and gives each the rounded-up share of what is left:
   * the counts add up to the budget, and weak candidates get none. Sums of the rest are accumulated
   * from the end, in double precision: a running difference in single precision, as published,
   * gives four equal candidates 1, 1, 2 and 0 of 4.
   *
   * [1] Inference Scaling Laws: An Empirical Analysis of Compute-Optimal Inference for
   * Problem-Solving with Language Models, section 3.2
   * https://arxiv.org/abs/2408.00724
   */

  /** A share that is an integer but for rounding errors is not rounded up. */
  private static final double ROUNDING = 1e-9;

  private RebaseAllocation() {}

  /**
   * Returns how many continuations each candidate gets; they add up to the budget. Equal scores are
   * served in their order.
   *
   * @param scores of the candidates; minus infinity for one that gets none, but not for all
   * @param budget at least 0
   * @param temperature of the softmax, above 0
   */
  public static int[] counts(double[] scores, int budget, double temperature) {
    check(scores, budget, temperature);
    int[] order = descending(scores);
    double max = scores[order[0]];
    double[] weights = new double[order.length];
    double[] rest = new double[order.length];
    double sum = 0;
    for (int rank = order.length - 1; rank >= 0; rank--) {
      weights[rank] = Math.exp((scores[order[rank]] - max) / temperature);
      sum += weights[rank];
      rest[rank] = sum;
    }
    int[] counts = new int[scores.length];
    int left = budget;
    for (int rank = 0; rank < order.length && left > 0 && rest[rank] > 0; rank++) {
      double share = left * weights[rank] / rest[rank];
      int count = Math.min(left, (int) Math.ceil(share - ROUNDING));
      counts[order[rank]] = count;
      left -= count;
    }
    return counts;
  }

  /** Returns the positions of the scores, the best first, equal ones in their order. */
  static int[] descending(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static void check(double[] scores, int budget, double temperature) {
    if (budget < 0) {
      throw new IllegalArgumentException("budget must be at least 0: " + budget);
    }
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature must be above 0: " + temperature);
    }
    double max = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      if (!(score < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("score must be finite or minus infinity: " + score);
      }
      max = Math.max(max, score);
    }
    if (max == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException("no candidate with a finite score");
    }
  }
}
