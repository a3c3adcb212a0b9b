package dev.pith.eval.grade;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckableGoldTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "-3",
        "27.0",
        "025",
        "1,000",
        "C",
        "(D)",
        "\\frac{3}{8}",
        "p + q",
        "x^2",
        "\\text{odd}",
        "(-\\infty, 4]",
        "6\\sqrt{2}\\text{ cm}",
        "\\pi",
        "12 cm"
      })
  void isCheckable_numberFormulaOrLetter_yes(String gold) {
    assertThat(CheckableGold.isCheckable(gold)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Zoe", "the red box", "on the 4th floor", "No", "Vienna, 1815"})
  void isCheckable_freeText_no(String gold) {
    assertThat(CheckableGold.isCheckable(gold)).isFalse();
  }
}
