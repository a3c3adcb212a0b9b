package dev.pith.eval.search;

import dev.pith.verifier.vote.WaveSettings;
import java.util.Random;

/**
 * Draws settings of Pith's vote to be tried, from what has a chance to beat a vote of that size.
 */
final class WaveDraws {
  private static final double[] PROBE_WEIGHTS = {0.1, 0.2, 0.3, 0.5, 0.7};
  private static final double[] SHARES = {0.5, 0.6, 0.7, 0.8, 0.9};
  private static final int[] EQUAL_PROBES = {4, 6, 8, 10, 14};
  private static final int[] WARM_UPS = {4, 6, 8};
  private static final int[] PATIENCES = {4, 6, 8, 10, 14};
  private static final int[] GAPS = {4, 6, 8, 12, 16, 20, 24, 32, 40, 100};
  private static final double[] SMALL_CONFIDENCES = {0.7, 0.75, 0.8, 0.85, 0.87, 0.9, 0.93};
  private static final double[] LARGE_CONFIDENCES = {0.99, 0.995, 0.999, 0.9995, 0.9999};

  private final Random random;

  WaveDraws(long seed) {
    random = new Random(seed);
  }

  /**
   * Draws settings.
   *
   * @param bar the size of the self-consistency that is to be beaten
   * @param probes whether they read probes
   */
  WaveSettings draw(int bar, boolean probes) {
    boolean all = bar >= VotePolicies.BRANCHES;
    int first = all ? 8 + 4 * random.nextInt(8) : 3 + random.nextInt(bar <= 16 ? 5 : 10);
    int most = all ? VotePolicies.BRANCHES : first + random.nextInt(bar <= 8 ? 10 : 50);
    boolean prune = probes && random.nextBoolean();
    return new WaveSettings(
        first,
        most,
        all ? 16 + 8 * random.nextInt(6) : 1 + random.nextInt(bar <= 16 ? 8 : 16),
        GAPS[random.nextInt(GAPS.length)],
        probes && (!prune || random.nextBoolean()) ? pick(PROBE_WEIGHTS) : 0,
        EQUAL_PROBES[random.nextInt(EQUAL_PROBES.length)],
        WARM_UPS[random.nextInt(WARM_UPS.length)],
        all, // all votes of the bar, so that its answer can be met whatever it is
        pick(all ? LARGE_CONFIDENCES : SMALL_CONFIDENCES),
        1 + random.nextInt(3),
        all ? 4 + random.nextInt(12) : 1 + random.nextInt(bar <= 16 ? 4 : 8),
        prune,
        pick(SHARES),
        PATIENCES[random.nextInt(PATIENCES.length)]);
  }

  private double pick(double[] values) {
    return values[random.nextInt(values.length)];
  }
}
