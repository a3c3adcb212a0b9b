package dev.pith.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapIntervalTest {
  private static final long SEED = 11;

  @Test
  void ofMean_manyQuestions_closeToTheNormalInterval() {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = random.doubles(400).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
    double half = 1.96 * Math.sqrt(variance / values.length);

    BootstrapInterval interval = BootstrapInterval.ofMean(values, ones(400), SEED);

    assertThat(interval.low()).as("seed %s", SEED).isCloseTo(mean - half, within(0.15 * half));
    assertThat(interval.high()).as("seed %s", SEED).isCloseTo(mean + half, within(0.15 * half));
  }

  @Test
  void ofMean_runsOfOneQuestion_countAsOneDraw() {
    double[] sums = {0.0, 10.0};
    double[] counts = {10.0, 10.0};

    BootstrapInterval interval = BootstrapInterval.ofMean(sums, counts, SEED);

    assertThat(interval).isEqualTo(new BootstrapInterval(0.0, 1.0));
  }

  @Test
  void ofMean_oneQuestion_itsMean() {
    BootstrapInterval interval =
        BootstrapInterval.ofMean(new double[] {3.0}, new double[] {4.0}, SEED);

    assertThat(interval).isEqualTo(new BootstrapInterval(0.75, 0.75));
  }

  @Test
  void ofMean_sameSeed_sameInterval() {
    double[] values = new SplittableRandom(SEED).doubles(30).toArray();

    assertThat(BootstrapInterval.ofMean(values, ones(30), 1))
        .isEqualTo(BootstrapInterval.ofMean(values, ones(30), 1))
        .isNotEqualTo(BootstrapInterval.ofMean(values, ones(30), 2));
  }

  private static double[] ones(int size) {
    double[] ones = new double[size];
    Arrays.fill(ones, 1.0);
    return ones;
  }
}
