package dev.pith.verifier;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A verifier's answer to one yes-or-no question, and its price.
 *
 * <p>An abstention is never a No. One that cost nothing is no verdict at all (an empty {@code
 * Optional}); one that cost something is a verdict without a probability.
 *
 * @param pYes probability of Yes, in [0, 1]; empty for an abstention
 * @param tokens tokens that asking has cost, read and generated, at least 0; 0 for rules, empty
 *     when they are not known
 */
public record Verdict(OptionalDouble pYes, OptionalLong tokens) {

  /** Refuses what is not a probability, NaN included. */
  public Verdict {
    if (pYes.isPresent() && !(pYes.getAsDouble() >= 0.0 && pYes.getAsDouble() <= 1.0)) {
      throw new IllegalArgumentException("pYes must be in [0, 1]: " + pYes.getAsDouble());
    }
    if (tokens.isPresent() && tokens.getAsLong() < 0) {
      throw new IllegalArgumentException("tokens must be at least 0: " + tokens.getAsLong());
    }
  }

  /** Makes a verdict whose price is known. */
  public Verdict(double pYes, long tokens) {
    this(OptionalDouble.of(pYes), OptionalLong.of(tokens));
  }

  /** Returns the verdict of a rule: certain, and free. */
  public static Verdict certain(boolean yes) {
    return new Verdict(yes ? 1.0 : 0.0, 0);
  }

  /**
   * Returns an abstention that had a price.
   *
   * @param tokens the price; empty when it is not known
   */
  public static Verdict abstention(OptionalLong tokens) {
    return new Verdict(OptionalDouble.empty(), tokens);
  }

  /** Returns this verdict at another price. */
  public Verdict withTokens(OptionalLong price) {
    return new Verdict(pYes, price);
  }

  /**
   * Reads the verdict with a margin around one half.
   *
   * @param margin in [0, 0.5)
   * @return whether it is Yes; empty for an abstention, of the verifier or for lack of margin
   */
  public Optional<Boolean> decision(double margin) {
    if (pYes.isEmpty()) {
      return Optional.empty();
    }
    if (pYes.getAsDouble() > 0.5 + margin) {
      return Optional.of(true);
    }
    return pYes.getAsDouble() <= 0.5 - margin ? Optional.of(false) : Optional.empty();
  }
}
