package dev.pith.ragcache.engine;

/**
 * How queries and keys are rotated by their position.
 *
 * @param pairing which values of a head turn together
 * @param base of the angles: pair j of D/2 turns by {@code base^(-2j/D)} a position
 * @param scaling how positions past the trained context are brought into it
 * @param factor how many times longer the context became; 1 without scaling
 * @param originalContext positions that the model was first trained for; read by {@link
 *     Scaling#YARN} only
 * @param attentionFactor what cosines and sines are multiplied by, in addition to what YaRN asks
 */
public record RotaryConfig(
    Pairing pairing,
    double base,
    Scaling scaling,
    double factor,
    int originalContext,
    double attentionFactor) {

  /** Which values of a head turn together. */
  public enum Pairing {
    /** 2j and 2j + 1; "norm" in llama.cpp. */
    ADJACENT,
    /** j and j + D/2; "neox" in llama.cpp. */
    HALVES
  }

  /** How the angles of a longer context are found. */
  public enum Scaling {
    /** They are not changed. */
    NONE,
    /** All are divided by the factor. */
    LINEAR,
    /** Slow pairs are divided by the factor, fast ones are not, with a ramp between them. */
    YARN
  }

  /** Checks the ranges. */
  public RotaryConfig {
    if (!(base > 1)) {
      throw new IllegalArgumentException("base must be over 1: " + base);
    }
    if (!(factor > 0)) {
      throw new IllegalArgumentException("factor must be positive: " + factor);
    }
    if (originalContext < 1) {
      throw new IllegalArgumentException("originalContext must be positive: " + originalContext);
    }
    if (!(attentionFactor > 0)) {
      throw new IllegalArgumentException("attentionFactor must be positive: " + attentionFactor);
    }
  }

  /** Returns a rotation without scaling. */
  public static RotaryConfig unscaled(Pairing pairing, double base) {
    return new RotaryConfig(pairing, base, Scaling.NONE, 1, 1, 1);
  }
}
