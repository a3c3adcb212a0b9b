package dev.pith.ragcache.plan;

import java.util.OptionalDouble;

/**
 * How a {@link FixPlanner} judges a stored chunk. A figure without its settings means nothing:
 * report both.
 *
 * @param mode how the impact of the context is measured
 * @param alpha factor of the share to compute again (eq 12), positive; calibrated by {@link
 *     AlphaCalibration}. It belongs to the other settings: each mode has another scale
 * @param excludeSink whether the first segment of the stored prefix is left out of eqs 6 to 10 and
 *     14, and the first of the new prefix out of what is novel: the first tokens of a prompt draw
 *     attention whatever they say
 * @param novelty whether segments that the chunk has never seen count as missed, each of their
 *     tokens like a mean token of the stored prefix. Eq 6 alone sees only what was lost
 * @param aloneImpact the impact, in [0, 1], of another prefix on a chunk that was computed without
 *     one (or after a left-out sink only). Empty: such a chunk is taken as it is, as eqs 6 to 12
 *     say, and wins every choice of variant
 */
public record FixSettings(
    Mode mode, double alpha, boolean excludeSink, boolean novelty, OptionalDouble aloneImpact) {

  /** How the impact of the context is computed from a = inter and b = intra per pair of tokens. */
  public enum Mode {
    /** The sigmoid of a / b, in [0.5, 1], b per pair of any order: eqs 9 to 11. */
    PAPER,
    /** The share a / (a + b), in [0, 1], b per pair that the causal mask allows. */
    CALIBRATED
  }

  private static final double DEFAULT_ALONE_IMPACT = 0.75;

  /** Checks the ranges. */
  public FixSettings {
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("alpha must be positive and finite: " + alpha);
    }
    aloneImpact.ifPresent(impact -> FixEstimate.requireShare("aloneImpact", impact));
  }

  /** Returns the paper's formulas and nothing else, with alpha 1. */
  public static FixSettings paper() {
    return new FixSettings(Mode.PAPER, 1, false, false, OptionalDouble.empty());
  }

  /**
   * Returns the calibrated mode with alpha 1, without the sink, with novelty, and with an impact of
   * 0.75 on what was computed alone.
   */
  public static FixSettings calibrated() {
    return new FixSettings(Mode.CALIBRATED, 1, true, true, OptionalDouble.of(DEFAULT_ALONE_IMPACT));
  }

  /** Returns these settings with another {@code alpha}. */
  public FixSettings withAlpha(double alpha) {
    return new FixSettings(mode, alpha, excludeSink, novelty, aloneImpact);
  }

  /** Returns these settings with or without the sink. */
  public FixSettings withExcludeSink(boolean excludeSink) {
    return new FixSettings(mode, alpha, excludeSink, novelty, aloneImpact);
  }

  /** Returns these settings with or without novelty. */
  public FixSettings withNovelty(boolean novelty) {
    return new FixSettings(mode, alpha, excludeSink, novelty, aloneImpact);
  }

  /** Returns these settings with another impact on what was computed alone; empty: none. */
  public FixSettings withAloneImpact(OptionalDouble aloneImpact) {
    return new FixSettings(mode, alpha, excludeSink, novelty, aloneImpact);
  }

  /** Returns the first segment of a prefix that counts. */
  int firstSegment() {
    return excludeSink ? 1 : 0;
  }

  /** Tells whether a chunk's stored prefix has no segment that counts. */
  boolean alone(ContextProfile stored) {
    return stored.prefix().size() <= firstSegment();
  }
}
