package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LastSentencesTest {

  private static final String TEXT =
      "One is here. Two is $x.\ny$ long.\n\nThree? Four is 3.14 or so";

  @Test
  void of_countsFromTheEnd() {
    assertThat(LastSentences.of(TEXT, 1, 1_000)).isEqualTo("Four is 3.14 or so");
    assertThat(LastSentences.of(TEXT, 2, 1_000)).isEqualTo("Three? Four is 3.14 or so");
    assertThat(LastSentences.of(TEXT, 3, 1_000)).startsWith("Two is $x.");
    assertThat(LastSentences.of(TEXT, 4, 1_000)).isEqualTo(TEXT);
    assertThat(LastSentences.of(TEXT, 99, 1_000)).isEqualTo(TEXT);
  }

  @Test
  void of_endingInWhiteSpace_lastSentenceIsBeforeIt() {
    assertThat(LastSentences.of("One is here. Two.\n\n \n", 1, 1_000)).isEqualTo("Two.");
  }

  @Test
  void of_longText_keepsTheEnd() {
    assertThat(LastSentences.of("abc def ghi", 3, 5)).isEqualTo("f ghi");
    assertThat(LastSentences.of("abc.\ndef. ghi", 3, 7)).isEqualTo("ef. ghi");
  }

  @Test
  void of_cutInsideSurrogatePair_dropsTheHalf() {
    assertThat(LastSentences.of("a\ud83d\ude00bc", 1, 3)).isEqualTo("bc");
  }

  @Test
  void of_blank_empty() {
    assertThat(LastSentences.of("", 2, 10)).isEmpty();
    assertThat(LastSentences.of(" \n\t", 2, 10)).isEmpty();
  }

  @Test
  void of_garbage_isAnEndOfTheText() {
    for (int round = 0; round < 100; round++) {
      var random = Texts.random(round);
      String text = Texts.garbage(random.nextInt(300), random);
      int maxChars = 2 + random.nextInt(100);

      String last = LastSentences.of(text, 1 + random.nextInt(5), maxChars);

      assertThat(text.strip()).as("seed %s round %s", Texts.SEED, round).endsWith(last);
      assertThat(last).hasSizeLessThanOrEqualTo(maxChars);
    }
  }

  @Test
  void of_nothingWanted_refused() {
    assertThatThrownBy(() -> LastSentences.of("a", 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sentences must be at least 1: 0");
    assertThatThrownBy(() -> LastSentences.of("a", 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxChars must be at least 2: 1");
  }
}
