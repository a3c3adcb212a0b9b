package dev.pith.eval.report;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A 95 % interval of a mean over traces, by drawing questions with replacement.
 *
 * <p>Runs on the same question stay together: they are not independent.
 *
 * @param low the 2.5th percentile of the resampled means
 * @param high the 97.5th
 */
public record BootstrapInterval(double low, double high) {
  private static final int RESAMPLES = 1_000;

  /**
   * Computes the interval of the mean of the values.
   *
   * @param sums the sum of the values of each question
   * @param counts the number of values of each question
   * @param seed the same seed draws the same questions, so that rows over the same questions pair
   */
  public static BootstrapInterval ofMean(double[] sums, double[] counts, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      double sum = 0;
      double count = 0;
      for (int draw = 0; draw < sums.length; draw++) {
        int question = random.nextInt(sums.length);
        sum += sums[question];
        count += counts[question];
      }
      means[resample] = sum / count;
    }
    Arrays.sort(means);
    return new BootstrapInterval(percentile(means, 0.025), percentile(means, 0.975));
  }

  /** Interpolates between the two nearest ranks. */
  private static double percentile(double[] sorted, double share) {
    double rank = share * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
