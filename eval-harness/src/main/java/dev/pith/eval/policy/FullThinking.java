package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;

/** Keeps everything: the floor. */
final class FullThinking implements Policy {

  @Override
  public String name() {
    return "full";
  }

  @Override
  public Kept decide(RecordedTrace trace, StatedAnswers stated) {
    return Kept.whole(trace);
  }
}
