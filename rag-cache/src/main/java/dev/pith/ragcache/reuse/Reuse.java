package dev.pith.ragcache.reuse;

/** What becomes of a segment whose KV is stored. Immutable; its array is shared, not copied. */
final class Reuse {
  private final int variant;
  private final int[] repaired;
  private final double overhead;

  /**
   * Takes a decision.
   *
   * @param variant which of the stored variants is taken
   * @param repaired the tokens that are computed again, as indices in the segment, ascending; the
   *     caller keeps no hold of it
   * @param overhead the share of the segment that needs repair, in [0, 1], as the policy sees it
   */
  Reuse(int variant, int[] repaired, double overhead) {
    this.variant = variant;
    this.repaired = repaired;
    this.overhead = overhead;
  }

  int variant() {
    return variant;
  }

  /** Returns the indices of the tokens that are computed again; callers do not change it. */
  int[] repaired() {
    return repaired;
  }

  double overhead() {
    return overhead;
  }
}
