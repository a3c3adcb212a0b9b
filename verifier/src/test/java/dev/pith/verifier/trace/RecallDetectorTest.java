package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.trace.RepetitionDetector.Settings.Recall;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecallDetectorTest {

  private static final int FRESH = 5_000;
  private static final Recall SETTINGS = RepetitionDetector.Settings.defaults().recall();

  @ParameterizedTest
  @ValueSource(ints = {129, 300, 777, 1_500, 4_000})
  void onWord_copiedPassage_foundInOneWindow(int period) {
    RecallDetector detector = new RecallDetector(SETTINGS);
    int[] words = copied(period, i -> false);

    int found = firstTrip(detector, words);

    // A repeat of 90 % of 576 words; the first 31 of a stretch do not count yet.
    assertThat(found).isEqualTo(FRESH + 519 + 31);
    assertThat(detector.period()).isEqualTo(period);
    assertThat(detector.windowWords()).isEqualTo(576);
  }

  @Test
  void onWord_copiedFromBeyondTheMemory_notFound() {
    int[] words = copied(4_001 + 7, i -> false);

    assertThat(firstTrip(new RecallDetector(SETTINGS), words)).isEqualTo(-1);
  }

  @Test
  void onWord_copiedWithSmallChanges_foundInTheLongWindow() {
    RecallDetector detector = new RecallDetector(SETTINGS);
    int[] words = copied(500, i -> i % 100 == 0);

    int found = firstTrip(detector, words);

    // Every 100 words one is new, and the 7 after it end no run that is known.
    assertThat(found).isBetween(FRESH + 1_900, FRESH + 2_048);
    assertThat(detector.windowWords()).isEqualTo(2_048);
    assertThat(detector.period()).isEqualTo(500);
  }

  @Test
  void onWord_passageCopiedOnce_notFound() {
    int[] words = copied(500, i -> i >= FRESH + 500);

    assertThat(firstTrip(new RecallDetector(SETTINGS), words)).isEqualTo(-1);
  }

  @Test
  void onWord_everySecondSentenceNew_notFound() {
    int[] words = copied(300, i -> i % 40 < 20);

    assertThat(firstTrip(new RecallDetector(SETTINGS), words)).isEqualTo(-1);
  }

  @Test
  void onWord_hundredfoldMemory_stillWorks() {
    RecallDetector detector = new RecallDetector(SETTINGS);
    var random = Texts.random(7);

    boolean found =
        IntStream.range(0, 100 * SETTINGS.memoryWords())
            .anyMatch(i -> detector.onWord(random.nextInt()));

    assertThat(found).as("seed %s", Texts.SEED).isFalse();
    assertThat(firstTrip(detector, copied(300, i -> false))).isEqualTo(FRESH + 519 + 31);
  }

  @Test
  void onWord_smallTable_recallsLikeTheDefinition() {
    Recall settings = new Recall(64, 8, 1, 1.0, 1_000_000, 1.0);
    for (int round = 0; round < 200; round++) {
      var random = Texts.random(round);
      int[] words = random.ints(400, 0, 2).toArray();

      // With a window of one word the detector trips at the first recalled one.
      assertThat(firstTrip(new RecallDetector(settings), words))
          .as("seed %s round %s", Texts.SEED, round)
          .isEqualTo(firstRecalled(words, settings.memoryWords()));
    }
  }

  private static int firstRecalled(int[] words, int memoryWords) {
    for (int end = 7; end < words.length; end++) {
      for (int earlier = Math.max(7, end - memoryWords); earlier < end; earlier++) {
        int a = end;
        int b = earlier;
        if (IntStream.range(0, 8).allMatch(back -> words[a - back] == words[b - back])) {
          return end + 1;
        }
      }
    }
    return -1;
  }

  /** Returns fresh words, then words copied over a distance, except where they are fresh again. */
  private static int[] copied(int period, IntPredicate fresh) {
    var random = Texts.random(period);
    int[] words = new int[FRESH + 3_000];
    for (int i = 0; i < words.length; i++) {
      words[i] = i < FRESH || fresh.test(i) ? random.nextInt() : words[i - period];
    }
    return words;
  }

  private static int firstTrip(RecallDetector detector, int[] words) {
    for (int i = 0; i < words.length; i++) {
      if (detector.onWord(words[i])) {
        return i + 1;
      }
    }
    return -1;
  }
}
