package dev.pith.verifier;

/**
 * A verifier's answer to one yes-or-no question.
 *
 * <p>An abstention is no verdict at all (an empty {@code Optional}), never a No.
 *
 * @param pYes probability of Yes, in [0, 1]
 * @param promptTokens tokens that asking has cost, at least 0; 0 for rules
 */
public record Verdict(double pYes, long promptTokens) {

  /** Refuses what is not a probability, NaN included. */
  public Verdict {
    if (!(pYes >= 0.0 && pYes <= 1.0)) {
      throw new IllegalArgumentException("pYes must be in [0, 1]: " + pYes);
    }
    if (promptTokens < 0) {
      throw new IllegalArgumentException("promptTokens must be at least 0: " + promptTokens);
    }
  }

  /** Returns the verdict of a rule: certain, and free. */
  public static Verdict certain(boolean yes) {
    return new Verdict(yes ? 1.0 : 0.0, 0);
  }
}
