package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GuidanceTest {

  @Test
  void after_anyEndOfText_standsAsAParagraph() {
    Guidance guide = new Guidance("gentle", "forced");

    assertThat(guide.after("x = 4.", Cut.Ending.GENTLE)).isEqualTo("\n\ngentle");
    assertThat(guide.after("x = 4.\n", Cut.Ending.GENTLE)).isEqualTo("\ngentle");
    assertThat(guide.after("x = 4.\n\n", Cut.Ending.FORCED)).isEqualTo("forced");
    assertThat(guide.after("x = 4.\n\n\n", Cut.Ending.FORCED)).isEqualTo("forced");
    assertThat(guide.after("", Cut.Ending.FORCED)).isEqualTo("forced");
  }

  @Test
  void english_gentle_endsWithTheFinalAnswerHeading() {
    assertThat(Guidance.english().gentle()).endsWith("**Final Answer**\n");
  }

  @Test
  void inLanguageOf_chineseTail_isChinese() {
    assertThat(Guidance.inLanguageOf("所以答案是 x = 42,我再检查一遍")).isNotEqualTo(Guidance.english());
    assertThat(Guidance.inLanguageOf("The sign 水 means water.")).isEqualTo(Guidance.english());
    assertThat(Guidance.inLanguageOf("")).isEqualTo(Guidance.english());
  }

  @Test
  void new_blank_refused() {
    assertThatThrownBy(() -> new Guidance(" ", "x")).isInstanceOf(IllegalArgumentException.class);
  }
}
