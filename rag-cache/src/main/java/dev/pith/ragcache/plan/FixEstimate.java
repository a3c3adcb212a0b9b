package dev.pith.ragcache.plan;

/**
 * How much of a stored chunk must be computed again behind a new prefix. All figures are in [0, 1].
 *
 * @param beta the share of the chunk's attention to its stored prefix whose target is still there:
 *     eq 6
 * @param gamma the disorder of what is still there: 0 in the stored order, 1 reversed: eq 7
 * @param betaPrime how far the stored context serves: {@code beta (1 - gamma)}, eq 8; 1 when the
 *     chunk paid no attention to its prefix, 0 for a chunk that was computed alone where {@link
 *     FixSettings#aloneImpact} is set
 * @param impact how far the chunk depends on its context: CCI, eq 11
 * @param overhead the share of the chunk's tokens to compute again: CFO, eq 12. At 0 the chunk is
 *     used as it is, at 1 nothing of it is
 */
public record FixEstimate(
    double beta, double gamma, double betaPrime, double impact, double overhead) {

  /** Checks the ranges. */
  public FixEstimate {
    requireShare("beta", beta);
    requireShare("gamma", gamma);
    requireShare("betaPrime", betaPrime);
    requireShare("impact", impact);
    requireShare("overhead", overhead);
  }

  /** Returns eq 12: {@code alpha * CCI * (1 - beta')}, at most 1. */
  static FixEstimate of(double alpha, double impact, PrefixOverlap overlap) {
    double overhead = Math.min(1, alpha * impact * (1 - overlap.betaPrime()));
    return new FixEstimate(overlap.beta(), overlap.gamma(), overlap.betaPrime(), impact, overhead);
  }

  /** Returns how many of a chunk's tokens are computed again: eq 14. */
  public int tokens(int length) {
    return TokenChoice.count(overhead, length);
  }

  /** Tells whether the stored chunk saves anything. */
  public boolean reusable() {
    return overhead < 1;
  }

  static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1]: " + value);
    }
  }
}
