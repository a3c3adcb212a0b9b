package dev.pith.verifier.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionListTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Which one?\nA. oak\nB. elm\nC. fir",
        "Which one?\nA) oak\nB) elm\nC) fir\n\nThink first.",
        "Which one? (A) oak (B) elm (C) fir",
        "Which one? (a) oak, (b) elm, (c) fir",
        "Which one?\n- A: oak\n- B: elm\n- C: fir",
        "Which one?\n**A.** oak\n**B.** elm\n**C.** fir",
        "Which? $\\textbf{(A)}\\ \\text{oak} \\qquad \\textbf{(B)}\\ \\text{elm} \\qquad"
            + " \\textbf{(C)}\\ \\text{fir}$",
        "Vitamin A. is one. Which?\nA. oak\nB. elm\nC. fir"
      })
  void of_letteredOptions_theirTexts(String question) {
    OptionList options = OptionList.of(question);

    assertThat(options.texts()).hasSize(3);
    assertThat(options.texts().stream().map(AnswerEquivalence::normalise))
        .containsExactly("oak", "elm", "fir");
    assertThat(options.text('B')).isEqualTo(options.texts().get(1));
    assertThat(options.text('D')).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "How many books are there?",
        "Plan A. was dropped.",
        "Let A: be a set and C: another.",
        "Triangle (A) has two sides."
      })
  void of_noSecondLetter_none(String question) {
    assertThat(OptionList.of(question)).isEqualTo(OptionList.NONE);
  }

  @Test
  void of_optionsOnTheirOwnLines_lastTextIsTheNextLine() {
    assertThat(OptionList.of("Pick:\nA.\nred\nB.\nblue\nC.\ngreen").texts())
        .containsExactly("red", "blue", "green");
  }
}
