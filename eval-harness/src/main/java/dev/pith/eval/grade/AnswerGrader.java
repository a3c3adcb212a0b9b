package dev.pith.eval.grade;

import dev.pith.eval.dataset.Probe;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Grades one trace at any cut, by the same rules for every policy.
 *
 * <p>Where forced answers were recorded, the one nearest to the cut counts. Else, where the
 * reference answer can be checked by rule, the answer that the kept text states. Else the answer of
 * the full trace is taken over. A comparison that stays undecided counts as wrong.
 *
 * <p>A trace that never ended has no answer of its own: in full it is wrong.
 */
public final class AnswerGrader {
  private final RecordedTrace trace;
  private final StatedAnswers stated;
  private final String question;
  private final boolean unfinished;
  private final boolean checkable;
  private final @Nullable String ownAnswer;
  private final @Nullable Boolean fullCorrect;
  private final AccuracyLabel label;

  /**
   * Creates the grader of one trace.
   *
   * @param trace the trace
   * @param stated the answers that it states
   */
  public AnswerGrader(RecordedTrace trace, StatedAnswers stated) {
    this.trace = trace;
    this.stated = stated;
    question = trace.prompt();
    unfinished = Boolean.FALSE.equals(trace.finished());
    checkable = trace.gold() != null && CheckableGold.isCheckable(trace.gold());
    ownAnswer = ownAnswer();
    fullCorrect = fullCorrect();
    label = label();
  }

  /** Returns the grade of the full trace. */
  public Grade full() {
    return new Grade(
        label,
        Optional.ofNullable(ownAnswer),
        ownAnswer == null || label == AccuracyLabel.ASSUMED ? null : Agreement.EQUAL,
        fullCorrect);
  }

  /**
   * Returns the grade of a beginning of the trace.
   *
   * @param kept its length, 0 to {@link RecordedTrace#length}; all of it is the full trace
   */
  public Grade at(long kept) {
    if (kept >= trace.length()) {
      return full();
    }
    return switch (label) {
      case RECORDED -> recorded(nearest(kept));
      case STATED -> graded(label, stated.within(kept), null);
      case ASSUMED -> new Grade(label, Optional.empty(), null, fullCorrect);
    };
  }

  private @Nullable String ownAnswer() {
    if (unfinished) {
      return null;
    }
    boolean looked = trace.pred() != null || trace.correct() != null;
    return looked ? trace.pred() : AnswerExtractor.ofAnswer(question, trace.answer()).orElse(null);
  }

  private @Nullable Boolean fullCorrect() {
    if (trace.correct() == null && !checkable) {
      return null;
    }
    if (unfinished) {
      return false;
    }
    if (trace.correct() != null) {
      return trace.correct();
    }
    return ownAnswer == null ? null : isRight(ownAnswer);
  }

  private AccuracyLabel label() {
    if (!trace.probes().isEmpty()) {
      return AccuracyLabel.RECORDED;
    }
    return trace.hasText() && checkable ? AccuracyLabel.STATED : AccuracyLabel.ASSUMED;
  }

  private Probe nearest(long kept) {
    double percent = 100.0 * kept / trace.length();
    return trace.probes().stream()
        .min(Comparator.comparingDouble(probe -> Math.abs(probe.percent() - percent)))
        .orElseThrow();
  }

  private Grade recorded(Probe probe) {
    return graded(label, Optional.ofNullable(probe.pred()), probe.correct());
  }

  private Grade graded(
      AccuracyLabel by, Optional<String> answer, @Nullable Boolean recordedCorrect) {
    @Nullable Agreement agreement = null;
    if (ownAnswer != null) {
      agreement =
          answer
              .map(text -> AnswerEquivalence.compare(text, ownAnswer, question))
              .orElse(Agreement.DIFFERENT);
    }
    Boolean correct;
    if (recordedCorrect != null) {
      correct = recordedCorrect;
    } else if (agreement == Agreement.EQUAL && by == AccuracyLabel.STATED) {
      correct = fullCorrect;
    } else {
      correct = trace.gold() == null ? null : answer.map(this::isRight).orElse(false);
    }
    return new Grade(by, answer, agreement, correct);
  }

  private boolean isRight(String answer) {
    return Stream.concat(Stream.ofNullable(trace.gold()), trace.accept().stream())
        .anyMatch(right -> AnswerEquivalence.compare(answer, right, question) == Agreement.EQUAL);
  }
}
