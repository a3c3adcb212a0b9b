package dev.pith.ragcache.plan;

/**
 * When a {@link FocusRule} trusts what it sees. The same chunks must lead in so many layers in a
 * row that both limits are met.
 *
 * @param leastLayers the least number of layers, positive
 * @param leastShare the least share of the model's layers, in [0, 1]
 * @param perToken whether a chunk's mass is divided by its length before it is compared; else long
 *     chunks lead by their length
 */
public record FocusSettings(int leastLayers, double leastShare, boolean perToken) {

  private static final int DEFAULT_LAYERS = 3;

  /** Checks the ranges. */
  public FocusSettings {
    if (leastLayers < 1) {
      throw new IllegalArgumentException("leastLayers must be positive: " + leastLayers);
    }
    FixEstimate.requireShare("leastShare", leastShare);
  }

  /** Returns three layers, whatever the model's depth, and masses as they are. */
  public static FocusSettings defaults() {
    return new FocusSettings(DEFAULT_LAYERS, 0, false);
  }

  /** Returns these settings with another {@code leastLayers}. */
  public FocusSettings withLeastLayers(int leastLayers) {
    return new FocusSettings(leastLayers, leastShare, perToken);
  }

  /** Returns these settings with another {@code leastShare}. */
  public FocusSettings withLeastShare(double leastShare) {
    return new FocusSettings(leastLayers, leastShare, perToken);
  }

  /** Returns these settings with another {@code perToken}. */
  public FocusSettings withPerToken(boolean perToken) {
    return new FocusSettings(leastLayers, leastShare, perToken);
  }

  /** Returns in how many layers in a row the same chunks must lead, in a model of some depth. */
  public int window(int layers) {
    return Math.max(leastLayers, TokenChoice.count(leastShare, layers));
  }
}
