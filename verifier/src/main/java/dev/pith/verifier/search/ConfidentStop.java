package dev.pith.verifier.search;

import dev.pith.verifier.vote.WeightedVote;

/**
 * Ends a search whose vote is as good as decided.
 *
 * @param confidence how probable it must be that the leading answer would lead the vote to its end,
 *     in (0.5, 1]
 * @param minPaths how many finished trajectories must have voted, at least 1
 */
public record ConfidentStop(double confidence, int minPaths) {

  /** Refuses values out of range, naming them. */
  public ConfidentStop {
    if (!(confidence > 0.5 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be in (0.5, 1]: " + confidence);
    }
    if (minPaths < 1) {
      throw new IllegalArgumentException("minPaths must be at least 1: " + minPaths);
    }
  }

  /**
   * Decides.
   *
   * @param vote of the finished trajectories, their last scores as weights
   * @param voters how many these are
   */
  public boolean isReached(WeightedVote vote, int voters) {
    return voters >= minPaths && !vote.isEmpty() && vote.confidence() >= confidence;
  }
}
