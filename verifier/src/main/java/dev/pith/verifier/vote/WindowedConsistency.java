package dev.pith.verifier.vote;

/**
 * Self-consistency in windows: so many branches at a time, until a window ends the vote or all have
 * finished. Every finished branch has a vote, one that could not be read too, as published.
 */
final class WindowedConsistency extends BranchPolicy {

  /** What ends the vote before all branches have finished. */
  enum Stop {
    /** Nothing: self-consistency. */
    NEVER,
    /** The lead is safe: adaptive consistency. */
    SAFE_LEAD,
    /** All of one window agree: early-stopping self-consistency. */
    AGREEMENT
  }

  private final int window;
  private final Stop stop;
  private final double threshold;
  private int windowStart;

  /**
   * Creates a vote.
   *
   * @param threshold for {@link Stop#SAFE_LEAD}: the confidence above which the lead is safe
   */
  WindowedConsistency(int limit, int window, Stop stop, double threshold) {
    super(limit);
    this.window = window;
    this.stop = stop;
    this.threshold = threshold;
  }

  @Override
  public Decision onStep() {
    if (branches.running() > 0) {
      return Decision.GO_ON;
    }
    branches.voteFinished(vote);
    if (branches.allStarted() || (branches.started() > 0 && isOver())) {
      return Decision.ending(vote);
    }
    windowStart = branches.started();
    return start(window);
  }

  private boolean isOver() {
    return switch (stop) {
      case NEVER -> false;
      case SAFE_LEAD -> branches.finished() > 1 && vote.confidence() > threshold;
      case AGREEMENT -> agreed();
    };
  }

  private boolean agreed() {
    for (int branch = windowStart; branch < branches.started(); branch++) {
      if (!branches.isFinished(branch) || branches.last(branch) != branches.last(windowStart)) {
        return false;
      }
    }
    return true;
  }
}
