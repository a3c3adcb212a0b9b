package dev.pith.ragcache.plan;

/**
 * How far a chunk depends on what stood before it: CCI, the cache context impact of Cache-Craft,
 * eqs 9 to 11.
 */
final class ContextImpact {

  private ContextImpact() {}

  /**
   * Returns the impact, in [0, 1]. Without any attention inside of the chunk it is 1, and without
   * any to its prefix the lowest of the mode.
   */
  static double of(ContextProfile stored, FixSettings settings) {
    double a = inter(stored, settings.firstSegment());
    return switch (settings.mode()) {
      case PAPER -> a == 0 ? 0.5 : 1 / (1 + Math.exp(-a / intra(stored, square(stored.length()))));
      case CALIBRATED -> a == 0 ? 0 : a / (a + intra(stored, causalPairs(stored.length())));
    };
  }

  /** Returns the mean over layers of the mass per pair of a token and one of its prefix: eq 9. */
  static double inter(ContextProfile stored, int firstSegment) {
    double sum = 0;
    for (int layer = 0; layer < stored.layers(); layer++) {
      for (int segment = firstSegment; segment < stored.prefix().size(); segment++) {
        sum +=
            stored.inter(layer, segment)
                / ((double) stored.length() * stored.prefixLength(segment));
      }
    }
    return sum / stored.layers();
  }

  /** Returns the mean over layers of the chunk's mass on itself, per pair: eq 10. */
  static double intra(ContextProfile stored, double pairs) {
    double sum = 0;
    for (int layer = 0; layer < stored.layers(); layer++) {
      sum += stored.intra(layer) / pairs;
    }
    return sum / stored.layers();
  }

  static double square(int length) {
    return (double) length * length;
  }

  static double causalPairs(int length) {
    return length * (length + 1.0) / 2;
  }
}
