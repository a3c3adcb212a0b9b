package dev.pith.eval.grade;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.Thought;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.answer.CandidateAnswer.Strength;
import dev.pith.verifier.trace.LastSentences;
import dev.pith.verifier.trace.SentenceEnds;
import dev.pith.verifier.trace.ThoughtSegmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a trace states on its way, paragraph by paragraph.
 *
 * <p>It holds the text of its trace. Instances do not change and are thread-safe.
 */
public final class StatedAnswers {

  /**
   * A paragraph that states an answer.
   *
   * @param endChar offset after the paragraph, in UTF-16 units
   * @param candidate the answer
   */
  public record Statement(long endChar, CandidateAnswer candidate) {}

  private static final int TAIL_SENTENCES = 4;
  private static final int MAX_TAIL_CHARS = 1_200;

  private final String question;
  private final String thinking;
  private final List<Statement> statements;
  private final long[] paragraphEnds;

  private StatedAnswers(
      String question, String thinking, List<Statement> statements, long[] paragraphEnds) {
    this.question = question;
    this.thinking = thinking;
    this.statements = statements;
    this.paragraphEnds = paragraphEnds;
  }

  /** Reads all answers that a trace states; none when its text was not recorded. */
  public static StatedAnswers of(RecordedTrace trace) {
    String question = trace.prompt();
    List<Thought> paragraphs = new ArrayList<>();
    ThoughtSegmenter segmenter =
        new ThoughtSegmenter(
            new ThoughtSegmenter.Settings(
                ThoughtSegmenter.Boundary.PARAGRAPH, List.of(), 0, TAIL_SENTENCES, MAX_TAIL_CHARS),
            paragraphs::add);
    segmenter.onText(trace.thinking());
    segmenter.onEnd();
    List<Statement> statements = new ArrayList<>();
    AnswerExtractor answers = new AnswerExtractor(question);
    for (Thought paragraph : paragraphs) {
      answers
          .inExcerpt(paragraph.tail())
          .ifPresent(found -> statements.add(new Statement(paragraph.endChar(), found)));
    }
    return new StatedAnswers(
        question,
        trace.thinking(),
        List.copyOf(statements),
        paragraphs.stream().mapToLong(Thought::endChar).toArray());
  }

  /** Returns the paragraphs that state an answer, in order. */
  public List<Statement> statements() {
    return statements;
  }

  /**
   * Returns the answer that a beginning of the trace states: the last plain statement, else the
   * last value that may be the answer.
   *
   * @param chars length of the beginning; of a paragraph that it cuts, the whole sentences count
   */
  public Optional<String> within(long chars) {
    @Nullable CandidateAnswer weak = null;
    Optional<CandidateAnswer> partial = partial(chars);
    if (partial.isPresent()) {
      if (partial.get().strength() == Strength.STRONG) {
        return partial.map(CandidateAnswer::text);
      }
      weak = partial.get();
    }
    for (int i = statements.size() - 1; i >= 0; i--) {
      Statement statement = statements.get(i);
      if (statement.endChar() > chars) {
        continue;
      }
      if (statement.candidate().strength() == Strength.STRONG) {
        return Optional.of(statement.candidate().text());
      }
      weak = weak == null ? statement.candidate() : weak;
    }
    return Optional.ofNullable(weak).map(CandidateAnswer::text);
  }

  /** Reads the whole sentences of the paragraph that a beginning of the trace cuts. */
  private Optional<CandidateAnswer> partial(long chars) {
    int start = 0;
    for (int i = 0; i < paragraphEnds.length && paragraphEnds[i] <= chars; i++) {
      start = (int) paragraphEnds[i];
    }
    int end = start;
    SentenceEnds sentences = new SentenceEnds();
    for (int at = start; at < Math.min(chars, thinking.length()); at++) {
      end = sentences.onChar(thinking.charAt(at)) ? at + 1 : end;
    }
    String text = LastSentences.of(thinking.substring(start, end), TAIL_SENTENCES, MAX_TAIL_CHARS);
    return text.isBlank() ? Optional.empty() : AnswerExtractor.inExcerpt(question, text);
  }
}
