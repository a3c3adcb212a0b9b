package dev.pith.eval.dataset;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The answer that a model was forced to give after a part of its thinking.
 *
 * @param percent how much of the thinking it had done, 0 to 100
 * @param prefixTokens the same in tokens; empty when not recorded
 * @param pred the forced answer; null when none was obtained
 * @param prob the probability of that answer, 0 to 1; empty when not recorded
 * @param choiceMass the probability of all option letters together, 0 to 1; empty when not recorded
 * @param pGold the probability of the reference answer, 0 to 1; empty when not recorded
 * @param correct whether the forced answer is right; null when not recorded
 */
public record Probe(
    double percent,
    OptionalLong prefixTokens,
    @Nullable String pred,
    OptionalDouble prob,
    OptionalDouble choiceMass,
    OptionalDouble pGold,
    @Nullable Boolean correct) {

  /** Refuses shares of the thinking outside [0, 100]. */
  public Probe {
    if (!(percent >= 0.0 && percent <= 100.0)) {
      throw new IllegalArgumentException("percent must be in [0, 100]: " + percent);
    }
    if (prefixTokens.isPresent() && prefixTokens.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "prefixTokens must not be negative: " + prefixTokens.getAsLong());
    }
  }
}
