package dev.pith.ragcache.plan;

/**
 * What one alpha gave on the questions of a validation set.
 *
 * @param alpha the factor of eq 12, positive
 * @param recomputeShare the share of chunk tokens that was computed again, in [0, 1], in the mean
 *     over questions
 * @param quality any figure of which more is better
 */
public record AlphaPoint(double alpha, double recomputeShare, double quality) {

  /** Checks the ranges. */
  public AlphaPoint {
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("alpha must be positive and finite: " + alpha);
    }
    FixEstimate.requireShare("recomputeShare", recomputeShare);
    if (!Double.isFinite(quality)) {
      throw new IllegalArgumentException("quality must be finite: " + quality);
    }
  }

  /**
   * Returns a point whose quality is the lower bound of what reuse gains over full prefill, mostly
   * negative: the mean of the differences of each question less {@code z} standard errors. A target
   * of -0.01 then means that at most a point is lost.
   *
   * @param quality [question]: with this alpha
   * @param full [question]: the same questions with full prefill
   * @param z how many standard errors, not negative: 1.645 for a one-sided 95 %. The normal
   *     distribution is meant; below some 30 questions a bound from a bootstrap is better
   * @throws IllegalArgumentException when there are fewer than two questions, or not the same
   *     number of both
   */
  public static AlphaPoint paired(
      double alpha, double recomputeShare, double[] quality, double[] full, double z) {
    int questions = quality.length;
    if (full.length != questions) {
      throw new IllegalArgumentException(
          "full must have " + questions + " questions: " + full.length);
    }
    if (questions < 2) {
      throw new IllegalArgumentException("quality must have two questions or more: " + questions);
    }
    if (!(z >= 0 && z < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("z must be >= 0 and finite: " + z);
    }
    double mean = 0;
    for (int question = 0; question < questions; question++) {
      mean += (quality[question] - full[question]) / questions;
    }
    double squares = 0;
    for (int question = 0; question < questions; question++) {
      double deviation = quality[question] - full[question] - mean;
      squares += deviation * deviation;
    }
    double error = Math.sqrt(squares / (questions - 1) / questions);
    return new AlphaPoint(alpha, recomputeShare, mean - z * error);
  }
}
