package dev.pith.verifier.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceTest {

  @Test
  void of_twoSentences_split() {
    assertThat(sentences("It is 3.14. So we stop! Do we? \"Yes.\" Fine"))
        .containsExactly("It is 3.14.", "So we stop!", "Do we?", "\"Yes.\"", "Fine");
  }

  @Test
  void of_lines_split() {
    assertThat(sentences("one\n\ntwo\r\nthree")).containsExactly("one", "two", "three");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "This holds, i.e. it is 5.",
        "It is approx. 5.",
        "We see $a. b$ here.",
        "We see \\[ a. \n b \\] here.",
        "So \\boxed{a. b} ends it.",
        "1. First we add.",
        "A. The red one.",
        "So 5! = 120."
      })
  void of_stopInsideASentence_notSplit(String text) {
    assertThat(sentences(text)).containsExactly(text);
  }

  @Test
  void of_dollarBeforeAnAmount_isNoFormula() {
    assertThat(sentences("It costs $5 today. Then $7. And $x = 2$."))
        .containsExactly("It costs $5 today.", "Then $7.", "And $x = 2$.");
  }

  @Test
  void of_questionMark_marksTheQuestion() {
    Tokens tokens = new Tokens("It is 5. Is it? \"Is it?\"");

    assertThat(Sentence.of(tokens))
        .extracting(Sentence::question)
        .containsExactly(false, true, true);
  }

  private static List<String> sentences(String text) {
    Tokens tokens = new Tokens(text);
    return Sentence.of(tokens).stream()
        .map(sentence -> tokens.span(sentence.first(), sentence.end()).strip())
        .toList();
  }
}
