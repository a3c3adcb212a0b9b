package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.pith.verifier.trace.RepetitionDetector.Loop;
import dev.pith.verifier.trace.RepetitionDetector.Loop.Kind;
import dev.pith.verifier.trace.RepetitionDetector.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepetitionDetectorTest {

  private static final String INTRO = Texts.freshWords(900, Texts.random(0));

  @Test
  void loop_shortPeriod_startAndPeriodAreExact() {
    String period = "So the sum is 12 again, which is not 13.\n";
    String text = INTRO + period.repeat(100);

    Loop loop = read(text).orElseThrow();

    assertThat(loop.kind()).isEqualTo(Kind.PERIOD);
    assertThat(loop.periodWords()).isEqualTo(10);
    assertThat(loop.startChar()).isEqualTo(INTRO.length());
    assertThat(loop.repeatChar()).isEqualTo(INTRO.length() + period.length());
    // 256 words: 25 periods and 6 words, decided by the space after the last one.
    assertThat(text.substring(INTRO.length(), (int) loop.decidedAtChar()))
        .isEqualTo(period.repeat(25) + "So the sum is 12 again, ");
  }

  @ParameterizedTest
  @ValueSource(ints = {150, 400, 800})
  void loop_longPeriod_recalledFromWhereItBegan(int periodWords) {
    String period = Texts.freshWords(periodWords, Texts.random(1));
    String text = INTRO + period.repeat(6);

    Loop loop = read(text).orElseThrow();

    assertThat(loop.kind()).isEqualTo(Kind.RECALL);
    assertThat(loop.periodWords()).isEqualTo(periodWords);
    // The window of 576 words may begin up to 64 words before the first repeat.
    int firstRepeat = INTRO.length() + period.length();
    assertThat(loop.repeatChar()).isBetween(firstRepeat - 64L * 6, (long) firstRepeat);
    assertThat(loop.repeatChar() - loop.startChar())
        .isCloseTo(period.length(), withinPercentage(2));
  }

  @Test
  void loop_paragraphsInAnyOrder_found() {
    var words = Texts.random(4);
    List<String> paragraphs =
        Stream.generate(() -> Texts.freshWords(25, words).replace('\n', ' ') + "\n")
            .limit(30)
            .toList();
    StringBuilder text = new StringBuilder(INTRO);
    Random random = new Random(Texts.SEED);
    for (int round = 0; round < 6; round++) {
      List<String> shuffled = new ArrayList<>(paragraphs);
      Collections.shuffle(shuffled, random);
      text.append(String.join("", shuffled));
    }

    Loop loop = read(text.toString()).orElseThrow();

    assertThat(loop.kind()).isEqualTo(Kind.SEGMENT);
    assertThat(loop.startChar()).isGreaterThanOrEqualTo(INTRO.length());
  }

  @Test
  void loop_anyChunking_same() {
    String text = Texts.freshWords(100, Texts.random(2)) + "It is 7, no, it is 8. ".repeat(60);
    Optional<Loop> whole = read(text);

    assertThat(whole).isPresent();
    for (int chunk = 1; chunk <= 400; chunk++) {
      RepetitionDetector detector = new RepetitionDetector(Settings.defaults());
      Texts.feed(text, chunk, detector::onText);
      assertThat(detector.loop()).as("chunk size %s", chunk).isEqualTo(whole);
    }
  }

  @Test
  void loop_whatMayBeRepeated_none() {
    String solution = Texts.freshWords(500, Texts.random(3));
    String listing = "```\n" + "for i in range: print x\n".repeat(100) + "```\n";
    String ruler = "1 | 2 | 3 |\n".repeat(80);

    assertThat(read(INTRO + solution + "Check:\n" + solution + INTRO.replace('w', 'v'))).isEmpty();
    assertThat(read(INTRO + listing + INTRO.replace('w', 'v'))).isEmpty();
    assertThat(read(INTRO + ruler + INTRO.replace('w', 'v'))).isEmpty();
    assertThat(read("Yes, it is 4. ".repeat(50))).isEmpty();
  }

  @Test
  void loop_plainLoopThatDoesNotEnd_found() {
    assertThat(read("0".repeat(20_000))).isPresent();
    assertThat(read("1 | 2 | 3 |\n".repeat(200))).isPresent();
  }

  @Test
  void loop_insideFenceThatNeverEnds_found() {
    assertThat(read("```\n" + "x = x + 1\n".repeat(500))).isPresent();
  }

  @Test
  void loop_textAfterTheTrip_ignored() {
    RepetitionDetector detector = new RepetitionDetector(Settings.defaults());
    detector.onText("It is 7, no, it is 8. ".repeat(60));
    Optional<Loop> first = detector.loop();

    detector.onText("\n\n" + INTRO + "Let me see. ".repeat(200));

    assertThat(first).isPresent();
    assertThat(detector.loop()).isEqualTo(first);
  }

  @Test
  void onToken_ids_offsetsCountTokens() {
    RepetitionDetector detector = new RepetitionDetector(Settings.defaults());
    List<Boolean> tripped = new ArrayList<>();

    for (int i = 0; i < 300; i++) {
      tripped.add(detector.onToken(i < 40 ? -i : i % 8));
    }

    assertThat(tripped.indexOf(true)).isEqualTo(40 + 256 - 1);
    assertThat(tripped.subList(295, 300)).containsOnly(true);
    assertThat(detector.loop()).contains(new Loop(Kind.PERIOD, 8, 40, 48, 296));
  }

  @Test
  void loop_windowOverTheWholeText_startsAtTheFirstPeriod() {
    Settings recallOnly =
        new Settings(
            new Settings.Periods(4, 8, 1_000, 1_000_000, 1_000_000),
            new Settings.Recall(64, 8, 20, 0.5, 1_000, 1.0),
            new Settings.Paragraphs(20, 3, 768, 2_048));
    RepetitionDetector detector = new RepetitionDetector(recallOnly);

    detector.onText("a b ".repeat(20));

    // Words 10 to 19 are recalled: the window of 20 begins before the text.
    assertThat(detector.loop()).contains(new Loop(Kind.RECALL, 2, 0, 4, 38));
  }

  @Test
  void onText_garbage_neverThrowsAtAnySetting() {
    Settings eager =
        new Settings(
            new Settings.Periods(1, 3, 2, 1, 1),
            new Settings.Recall(64, 8, 1, 0.5, 1, 0.5),
            new Settings.Paragraphs(1, 2, 1, 1));
    for (int round = 0; round < 100; round++) {
      String text = Texts.garbage(3_000, Texts.random(round));
      RepetitionDetector detector = new RepetitionDetector(eager);

      detector.onText(text + text);

      assertThat(detector.loop())
          .as("seed %s round %s", Texts.SEED, round)
          .hasValueSatisfying(
              loop -> assertThat(loop.decidedAtChar()).isLessThanOrEqualTo(2L * text.length()));
    }
  }

  @Test
  void settings_nonsense_refused() {
    assertThatThrownBy(() -> new Settings.Periods(4, 3, 5, 1, 1))
        .hasMessage("maxWords must be in [4, 1024]: 3");
    assertThatThrownBy(() -> new Settings.Recall(4_000, 7, 1, 0.5, 1, 0.5))
        .hasMessage("stretchWords must be in [8, 1000000]: 7");
    assertThatThrownBy(() -> new Settings.Recall(4_000, 8, 1, Double.NaN, 1, 0.5))
        .hasMessage("stretchShare must be in (0, 1]: NaN");
    assertThatThrownBy(() -> new Settings.Paragraphs(20, 3, 100, 99))
        .hasMessage("windowWords must be in [100, 1000000]: 99");
  }

  @Test
  void newLoop_withoutExtent_refused() {
    assertThatThrownBy(() -> new Loop(Kind.PERIOD, 4, 10, 10, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10, 10, 20");
  }

  private static Optional<Loop> read(String text) {
    RepetitionDetector detector = new RepetitionDetector(Settings.defaults());
    detector.onText(text);
    return detector.loop();
  }
}
