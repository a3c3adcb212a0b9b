package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.trace.RepetitionDetector.Settings.Paragraphs;
import org.junit.jupiter.api.Test;

class ParagraphDetectorTest {

  private static final int WORDS = 20;

  private final ParagraphDetector detector =
      new ParagraphDetector(new Paragraphs(WORDS, 3, 2 * WORDS, 10 * WORDS));
  private long chars;

  @Test
  void onEnd_thirdAndFourthOccurrence_found() {
    assertThat(paragraph(1, WORDS)).isFalse();
    assertThat(paragraph(2, WORDS)).isFalse();
    assertThat(paragraph(1, WORDS)).isFalse();
    assertThat(paragraph(1, WORDS)).isFalse();
    assertThat(paragraph(1, WORDS)).isTrue();

    assertThat(detector.firstChar()).isZero();
    assertThat(detector.secondChar()).isEqualTo(2 * WORDS);
    assertThat(detector.period()).isEqualTo(WORDS);
  }

  @Test
  void onEnd_anyOrder_found() {
    int found = -1;
    var random = Texts.random(0);

    for (int i = 0; i < 100 && found < 0; i++) {
      found = paragraph(random.nextInt(5), WORDS) ? i : -1;
    }

    assertThat(found).as("seed %s", Texts.SEED).isBetween(4, 30);
  }

  @Test
  void onEnd_shortParagraphs_ignored() {
    for (int i = 0; i < 100; i++) {
      assertThat(paragraph(1, WORDS - 1)).isFalse();
    }
  }

  @Test
  void onEnd_occurrencesFarApart_doNotAddUp() {
    for (int i = 0; i < 100; i++) {
      assertThat(paragraph(-1, WORDS)).isFalse();
      for (int fresh = 0; fresh < 10; fresh++) {
        assertThat(paragraph(1_000 * i + fresh, WORDS)).isFalse();
      }
    }
  }

  @Test
  void onEnd_hundredfoldParagraphs_boundedState() {
    for (int i = 0; i < 51_200; i++) {
      assertThat(paragraph(i, WORDS)).isFalse();
    }

    assertThat(detector.remembered()).isEqualTo(512);
  }

  private boolean paragraph(int kind, int words) {
    for (int i = 0; i < words; i++) {
      detector.onWord(31 * kind + i, chars++);
    }
    return detector.onEnd();
  }
}
