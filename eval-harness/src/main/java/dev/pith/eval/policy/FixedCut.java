package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;

/** Keeps the same share of every trace: a control that knows how long the trace will be. */
final class FixedCut implements Policy {
  private final String name;
  private final double share;

  /**
   * Creates the policy.
   *
   * @param share the share that is kept, 0 to 1
   */
  FixedCut(String name, double share) {
    if (!(share >= 0.0 && share <= 1.0)) {
      throw new IllegalArgumentException("share must be in [0, 1]: " + share);
    }
    this.name = name;
    this.share = share;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Kept decide(RecordedTrace trace, StatedAnswers stated) {
    return Kept.upTo(Math.round(share * trace.length()), trace, "share");
  }
}
