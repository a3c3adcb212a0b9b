package dev.pith.verifier.vote;

/** How sure it is that the leading answer of a vote would lead if the vote went on. */
public final class LeadConfidence {

  /*
   * With v1 votes for the leader and v2 for the runner-up the leader's share of the two is
   * Beta(v1 + 1, v2 + 1) distributed, from a uniform prior; the lead is safe with the probability
   * that this share exceeds one half [1]. The regularised incomplete beta function is computed by
   * its continued fraction [2]: a normal approximation would be wrong where decisions fall, at few
   * votes.
   *
   * [1] Let's Sample Step by Step: Adaptive-Consistency for Efficient Reasoning and Coding with
   * LLMs, section 3.2
   * https://arxiv.org/abs/2305.11860
   * [2] NIST Digital Library of Mathematical Functions, 8.17.22
   * https://dlmf.nist.gov/8.17.E22
   */

  private static final int MAX_TERMS = 10_000;
  private static final double PRECISION = 1e-15;
  private static final double TINY = 1e-300;
  private static final double HALF = 0.5;

  private LeadConfidence() {}

  /**
   * Returns the probability that more than half of the further votes for the two go to the leader.
   *
   * @param leader the mass of the votes for the leader, at least that for the runner-up
   * @param runnerUp the mass of the votes for the runner-up, at least 0; masses may be fractions
   */
  public static double of(double leader, double runnerUp) {
    if (!(runnerUp >= 0 && leader >= runnerUp && leader < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "masses must be at least 0, the leader's first: %s, %s".formatted(leader, runnerUp));
    }
    double a = leader + 1;
    double b = runnerUp + 1;
    // log of Gamma(a + b) / (Gamma(a) Gamma(b)) * 0.5^(a + b) / a
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + (a + b) * Math.log(HALF) - Math.log(a));
    return Math.max(HALF, 1 - front * continuedFraction(a, b));
  }

  /**
   * Evaluates the fraction at 1/2 from the front (modified Lentz); it converges fast for a >= b.
   */
  private static double continuedFraction(double a, double b) {
    double numerator = 1;
    double denominator = notZero(1 - (a + b) * HALF / (a + 1));
    denominator = 1 / denominator;
    double value = denominator;
    for (int m = 1; m <= MAX_TERMS; m++) {
      double even = m * (b - m) * HALF / ((a + 2 * m - 1) * (a + 2 * m));
      denominator = 1 / notZero(1 + even * denominator);
      numerator = notZero(1 + even / numerator);
      value *= denominator * numerator;
      double odd = -(a + m) * (a + b + m) * HALF / ((a + 2 * m) * (a + 2 * m + 1));
      denominator = 1 / notZero(1 + odd * denominator);
      numerator = notZero(1 + odd / numerator);
      double change = denominator * numerator;
      value *= change;
      if (Math.abs(change - 1) < PRECISION) {
        break;
      }
    }
    return value;
  }

  private static double notZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** Stirling's series above 15, the recurrence below. */
  private static double logGamma(double x) {
    double shift = 0;
    double at = x;
    while (at < 15) {
      shift -= Math.log(at);
      at++;
    }
    double inverse = 1 / (at * at);
    double series =
        (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680)))) / at;
    return shift + (at - HALF) * Math.log(at) - at + HALF * Math.log(2 * Math.PI) + series;
  }
}
