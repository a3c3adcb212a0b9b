package dev.pith.eval.fit;

import java.util.Locale;

/** Precision, recall and calibration of probabilities. Not thread-safe. */
final class Calibration {
  private static final int BINS = 10;

  private final double[] sum = new double[BINS];
  private final int[] finals = new int[BINS];
  private final int[] all = new int[BINS];
  private int yes;
  private int yesRight;
  private int rightOnes;

  /** Adds a statement; {@code saysYes} is the decision, the probability is what is calibrated. */
  void add(double probability, boolean saysYes, boolean isFinal) {
    int bin = Math.min(BINS - 1, (int) (probability * BINS));
    sum[bin] += probability;
    finals[bin] += isFinal ? 1 : 0;
    all[bin]++;
    yes += saysYes ? 1 : 0;
    yesRight += saysYes && isFinal ? 1 : 0;
    rightOnes += isFinal ? 1 : 0;
  }

  String line(String name) {
    return String.format(
        Locale.ROOT,
        "%-24s precision %.3f  recall %.3f  calibration error %.3f",
        name,
        (double) yesRight / Math.max(1, yes),
        (double) yesRight / Math.max(1, rightOnes),
        error());
  }

  /** Returns the mean distance between probability and frequency over the bins. */
  double error() {
    double distance = 0;
    int statements = 0;
    for (int bin = 0; bin < BINS; bin++) {
      distance += Math.abs(sum[bin] - finals[bin]);
      statements += all[bin];
    }
    return distance / Math.max(1, statements);
  }
}
