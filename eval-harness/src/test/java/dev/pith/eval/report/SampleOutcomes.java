package dev.pith.eval.report;

import dev.pith.eval.grade.AccuracyLabel;
import dev.pith.eval.grade.Grade;
import dev.pith.verifier.answer.Agreement;
import java.util.Optional;
import java.util.OptionalDouble;

/** Outcomes for tests: two models on two questions, under two policies. */
final class SampleOutcomes {
  static final RowKey SMALL = new RowKey("sums", "small", true);
  static final RowKey LARGE = new RowKey("sums", "large", true);

  private SampleOutcomes() {}

  static TrimReport report() {
    TrimReport report = new TrimReport();
    report.add(outcome(SMALL, "full", "q1", 1.0, 0, true, same(true)));
    report.add(outcome(SMALL, "full", "q2", 1.0, 0, true, same(true)));
    report.add(outcome(LARGE, "full", "q1", 1.0, 0, false, same(false)));
    report.add(outcome(SMALL, "pith", "q1", 0.5, 10, true, same(true)));
    report.add(outcome(SMALL, "pith", "q2", 0.25, 5, true, other(Agreement.DIFFERENT, "7")));
    report.add(outcome(LARGE, "pith", "q1", 1.0, 0, false, same(false)));
    report.add(new LoopOutcome("sums", 1_000, OptionalDouble.of(300), OptionalDouble.of(450)));
    return report;
  }

  /** Returns what a policy did to a trace of 100 tokens. */
  static Outcome outcome(
      RowKey key,
      String policy,
      String question,
      double kept,
      double cost,
      boolean fullCorrect,
      Grade grade) {
    return new Outcome(
        key,
        policy,
        question,
        1.0,
        100.0,
        100.0 * kept,
        cost,
        fullCorrect,
        grade,
        kept < 1.0 ? "overthinking" : "whole");
  }

  static Grade same(boolean correct) {
    return new Grade(AccuracyLabel.STATED, Optional.of("5"), Agreement.EQUAL, correct);
  }

  static Grade other(Agreement agreement, String answer) {
    return new Grade(
        AccuracyLabel.STATED, Optional.of(answer).filter(a -> !a.isEmpty()), agreement, false);
  }

  static Grade assumed(boolean correct) {
    return new Grade(AccuracyLabel.ASSUMED, Optional.empty(), null, correct);
  }
}
