package dev.pith.verifier.detect;

import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.trace.SentenceEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Compares the answers that a model gives when it is made to answer at one checkpoint after the
 * other. The score is the share of the wanted number of equal ones in a row that is reached.
 */
final class ForcedAnswer implements Scoring {

  private final String question;
  private final String opener;
  private final int equalInARow;
  private String last = "";
  private int equal;

  /**
   * Begins a trace.
   *
   * @param equalInARow how many answers in a row must be equal
   */
  ForcedAnswer(String question, String opener, int equalInARow) {
    this.question = question;
    this.opener = opener;
    this.equalInARow = equalInARow;
  }

  @Override
  public OptionalDouble score(ProbeReading reading) {
    if (reading.tokens().isEmpty()) {
      return OptionalDouble.empty();
    }
    String answer = reading.answer(question, opener).orElse("");
    if (answer.isEmpty()) { // the model had none to give: that is no answer, and none was settled
      equal = 0;
    } else {
      boolean same = AnswerEquivalence.compare(last, answer, question) == Agreement.EQUAL;
      equal = same ? equal + 1 : 1;
    }
    last = answer;
    return OptionalDouble.of(Math.min(1, (double) equal / equalInARow));
  }

  /** Returns the tokens of the answer: up to the end of its sentence or line. */
  static List<NextToken> tokens(ProbeReading reading) {
    SentenceEnds sentences = new SentenceEnds();
    List<NextToken> tokens = new ArrayList<>();
    boolean begun = false;
    for (NextToken token : reading.tokens()) {
      boolean ends = false;
      for (int i = 0; i < token.text().length(); i++) {
        begun |= !Character.isWhitespace(token.text().charAt(i));
        ends |= sentences.onChar(token.text().charAt(i)) && begun;
      }
      if (ends && token.text().isBlank()) {
        return tokens;
      }
      tokens.add(token);
      if (ends) {
        return tokens;
      }
    }
    return tokens;
  }
}
