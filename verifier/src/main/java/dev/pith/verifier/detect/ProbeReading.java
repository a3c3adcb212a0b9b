package dev.pith.verifier.detect;

import java.util.List;

/**
 * What a model has written when it was probed.
 *
 * @param tokens the tokens in order; empty when the probe failed
 * @param cost what it has cost
 */
public record ProbeReading(List<NextToken> tokens, ProbeCost cost) {

  /** Keeps its own copy of the list. */
  public ProbeReading {
    tokens = List.copyOf(tokens);
  }

  /** Returns a probe that has told nothing. */
  public static ProbeReading failed(ProbeCost cost) {
    return new ProbeReading(List.of(), cost);
  }
}
