package dev.pith.plugin.search;

import java.util.Optional;

/** Reads the answer of a trajectory, which is a leaf of the tree when it has one. Pure. */
@FunctionalInterface
public interface AnswerReader {

  /** Returns the answer that the trajectory ends in; empty while there is none. */
  Optional<String> read(String question, Trajectory trajectory);

  /**
   * Returns the reader of answers that the newest step states plainly, or the text behind the
   * thinking when the model has ended it: a trajectory need not be spun out to its end.
   */
  static AnswerReader stated() {
    return (question, trajectory) -> {
      Optional<String> stated = StepAnswers.stated(question, trajectory.step());
      return stated.isPresent() || !trajectory.finished()
          ? stated
          : StepAnswers.finalAnswer(question, trajectory.text());
    };
  }

  /** Returns the reader of answers that the model gives when it has ended. */
  static AnswerReader ofFinished() {
    return (question, trajectory) ->
        trajectory.finished()
            ? StepAnswers.finalAnswer(question, trajectory.text())
            : Optional.empty();
  }
}
