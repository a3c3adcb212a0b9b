package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;

/** A rule that decides how much of a recorded trace is kept. Policies are thread-safe. */
public interface Policy {
  /** Returns the name in reports and on the command line. */
  String name();

  /**
   * Decides on one trace.
   *
   * @param trace the trace
   * @param stated the answers that it states
   */
  Kept decide(RecordedTrace trace, StatedAnswers stated);
}
