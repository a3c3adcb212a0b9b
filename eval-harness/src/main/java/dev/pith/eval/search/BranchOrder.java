package dev.pith.eval.search;

import java.util.Arrays;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * Draws which recorded branches there are and in which order: the draws of the published tables,
 * whose authors shuffle with Python's {@code random.Random(seed).shuffle}.
 */
final class BranchOrder {
  private static final int WORD_BITS = 32;

  /** Gives the raw bits that Python's generator gives. */
  private static final class Bits extends MersenneTwister {
    private static final long serialVersionUID = 1L;

    Bits(int seed) {
      super(new int[] {seed});
    }

    /** Returns a number below the limit, which is at least 1. */
    int below(int limit) {
      int bits = WORD_BITS - Integer.numberOfLeadingZeros(limit);
      int drawn = next(bits);
      while (drawn >= limit) {
        drawn = next(bits);
      }
      return drawn;
    }
  }

  private BranchOrder() {}

  /**
   * Returns the first of the branches, shuffled.
   *
   * @param branches how many are recorded
   * @param first how many are wanted; all when there are fewer
   * @param seed at least 0
   */
  static int[] shuffled(int branches, int first, int seed) {
    int[] order = new int[branches];
    Arrays.setAll(order, k -> k);
    Bits bits = new Bits(seed);
    for (int k = branches - 1; k > 0; k--) {
      int other = bits.below(k + 1);
      int held = order[k];
      order[k] = order[other];
      order[other] = held;
    }
    return Arrays.copyOf(order, Math.min(first, branches));
  }
}
