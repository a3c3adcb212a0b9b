package dev.pith.eval.fit;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.Thought;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.text.StatementReader;
import dev.pith.verifier.trace.ThoughtSegmenter;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A finished, gradable trace and its statements, labelled by its own final answer.
 *
 * @param trace the trace
 * @param family the model's family
 * @param fold the question's fold, 0 to {@code FOLDS - 1}
 */
record LabelledTrace(RecordedTrace trace, String family, int fold, List<Statement> statements) {
  static final int FOLDS = 3;
  private static final int TAIL_SENTENCES = 4;
  private static final int MAX_TAIL_CHARS = 1_200;

  /** Reads a trace; empty when it never ended, cannot be graded, or was probed (measuring only). */
  static Optional<LabelledTrace> of(RecordedTrace trace) {
    String answer = trace.pred();
    boolean unusable =
        Boolean.FALSE.equals(trace.finished())
            || trace.correct() == null
            || !trace.hasText()
            || !trace.probes().isEmpty();
    if (answer == null || unusable) {
      return Optional.empty();
    }
    String question = trace.prompt();
    StatementReader reader = new StatementReader(question);
    List<Statement> statements = new ArrayList<>();
    ThoughtSegmenter paragraphs =
        new ThoughtSegmenter(
            new ThoughtSegmenter.Settings(
                ThoughtSegmenter.Boundary.PARAGRAPH, List.of(), 0, TAIL_SENTENCES, MAX_TAIL_CHARS),
            thought -> read(thought, question, answer, reader).ifPresent(statements::add));
    paragraphs.onText(trace.thinking());
    return Optional.of(
        new LabelledTrace(
            trace, family(trace.model()), fold(trace.questionKey()), List.copyOf(statements)));
  }

  private static Optional<Statement> read(
      Thought thought, String question, String answer, StatementReader reader) {
    Optional<CandidateAnswer> found = AnswerExtractor.inExcerpt(question, thought.tail());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CandidateAnswer candidate = found.get();
    return Optional.of(
        new Statement(
            reader.alone(thought.tail(), candidate),
            reader.next(thought.tail(), candidate, TrimSettings.pith().tokens(thought.endChar())),
            candidate.strength() == CandidateAnswer.Strength.STRONG && !candidate.hedged(),
            AnswerEquivalence.compare(candidate.text(), answer, question) == Agreement.EQUAL));
  }

  /** Returns the leading letters of a model's name; distilled from R1 is R1's family. */
  static String family(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    String letters = name.replaceFirst("[^a-z].*$", "");
    return letters.equals("r") || name.contains("-r1") ? "deepseek" : letters;
  }

  private static int fold(String question) {
    String letters = question.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return Math.floorMod((letters.hashCode() * 0x9E3779B9) >>> 8, FOLDS);
  }
}
