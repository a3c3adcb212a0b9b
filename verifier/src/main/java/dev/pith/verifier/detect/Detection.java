package dev.pith.verifier.detect;

import java.util.OptionalDouble;

/**
 * A detector's answer about one place, and its price.
 *
 * @param score how settled the answer is, in [0, 1]; empty for an abstention, which is no 0
 * @param cost what asking has cost
 */
public record Detection(OptionalDouble score, ProbeCost cost) {

  /** An abstention of a price that nobody knows: what a failure is. */
  public static final Detection FAILED = new Detection(OptionalDouble.empty(), ProbeCost.UNKNOWN);

  /** Refuses what is not in [0, 1], NaN included. */
  public Detection {
    if (score.isPresent() && !(score.getAsDouble() >= 0 && score.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("score must be in [0, 1]: " + score.getAsDouble());
    }
  }
}
