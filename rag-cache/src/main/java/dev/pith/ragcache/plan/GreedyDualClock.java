package dev.pith.ragcache.plan;

/**
 * The clock of PGDSF, the eviction of RAGCache (arXiv 2404.12457): what is used often, dear to
 * compute and small stays, and what has not been used for long goes, since the clock moves on with
 * each victim. The lowest priority is evicted first. Immutable.
 *
 * @param value the highest priority of a victim so far, not negative
 */
public record GreedyDualClock(double value) {

  /** The clock of a store from which nothing was evicted. */
  public static final GreedyDualClock START = new GreedyDualClock(0);

  /** Checks the range. */
  public GreedyDualClock {
    requireAmount("value", value);
  }

  /**
   * Returns what a hit saves.
   *
   * @param prefillCost what it costs to compute the chunk, in FLOPs or seconds
   * @param overhead the share that is computed again all the same, in [0, 1]
   */
  public static double saving(double prefillCost, double overhead) {
    requireAmount("prefillCost", prefillCost);
    FixEstimate.requireShare("overhead", overhead);
    return (1 - overhead) * prefillCost;
  }

  /**
   * Returns the priority of an entry that is used now: {@code clock + frequency * cost / size}.
   *
   * @param frequency how often it was used, not negative
   * @param cost what a hit {@linkplain #saving saves}, not negative, in one unit for all entries
   * @param bytes its size, positive
   */
  public double priority(long frequency, double cost, long bytes) {
    if (frequency < 0) {
      throw new IllegalArgumentException("frequency must be >= 0: " + frequency);
    }
    requireAmount("cost", cost);
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes must be positive: " + bytes);
    }
    return value + frequency * cost / bytes;
  }

  /** Returns the clock after the eviction of an entry; it never goes back. */
  public GreedyDualClock afterEviction(double priority) {
    requireAmount("priority", priority);
    return priority > value ? new GreedyDualClock(priority) : this;
  }

  private static void requireAmount(String name, double amount) {
    if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be >= 0 and finite: " + amount);
    }
  }
}
