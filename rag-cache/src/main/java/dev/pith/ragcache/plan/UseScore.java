package dev.pith.ragcache.plan;

import java.util.Comparator;

/**
 * How much a stored variant has been worth so far: f_r of Cache-Craft (arXiv 2502.15734). A use
 * counts the more, the less had to be repaired; all scores are halved from epoch to epoch, so that
 * old uses fade. The lowest is evicted first. Immutable.
 *
 * <p>Halving is lazy: a score is halved when it is next looked at, once for each epoch that has
 * passed.
 *
 * @param value the score as of the epoch, not negative
 * @param epoch when it was last changed, not negative; epochs may be of any length, see {@link
 *     #epoch}. In an epoch that never changes nothing fades
 */
public record UseScore(double value, long epoch) {

  /** The score of what was never used. */
  public static final UseScore UNUSED = new UseScore(0, 0);

  /*
   * A use without repair would count without end: the guard makes it a hundred times one that
   * repaired all. Guard and ageing are ours; the paper does not give its rule in full.
   */
  private static final double LEAST_OVERHEAD = 0.01;

  private static final int USES_PER_PLACE = 10;

  private static final Comparator<UseScore> LOWEST_FIRST = UseScore::compare;

  /** Checks the ranges. */
  public UseScore {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("value must be >= 0 and finite: " + value);
    }
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch must be >= 0: " + epoch);
    }
  }

  /**
   * Returns the epoch after a number of uses, when a store halves its scores after every ten uses
   * per place.
   *
   * @param uses of all variants of the store together, not negative
   * @param places how many variants the store has room for, positive
   */
  public static long epoch(long uses, int places) {
    if (uses < 0) {
      throw new IllegalArgumentException("uses must be >= 0: " + uses);
    }
    if (places < 1) {
      throw new IllegalArgumentException("places must be positive: " + places);
    }
    return uses / ((long) USES_PER_PLACE * places);
  }

  /**
   * Returns the score after a use.
   *
   * @param overhead the share that had to be repaired, in [0, 1]
   * @param now the present epoch; an earlier one than the score's, which a thread may bring that
   *     was overtaken, counts as the score's
   */
  public UseScore used(double overhead, long now) {
    FixEstimate.requireShare("overhead", overhead);
    double gain = 1 / Math.max(overhead, LEAST_OVERHEAD);
    return new UseScore(at(now) + gain, Math.max(now, epoch));
  }

  /** Returns the value in a later epoch; in an earlier one it is what it is. */
  public double at(long now) {
    long passed = Math.max(0, now - epoch);
    return Math.scalb(value, (int) -Math.min(passed, Integer.MAX_VALUE));
  }

  /** Returns the order of eviction: the lowest score first, whatever the epochs. */
  public static Comparator<UseScore> evictionOrder() {
    return LOWEST_FIRST;
  }

  private static int compare(UseScore one, UseScore other) {
    long now = Math.max(one.epoch, other.epoch);
    return Double.compare(one.at(now), other.at(now));
  }
}
