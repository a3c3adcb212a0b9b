package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.trace.RepetitionDetector.Settings.Periods;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PeriodDetectorTest {

  private static final Periods NO_FLOOR = new Periods(4, 128, 4, 1, 1);
  private static final Periods FLOOR_64 = new Periods(4, 128, 4, 64, 64);
  private static final String NONE = "none";

  static List<Arguments> vectors() {
    int[] x = tokens(1, 4);
    return List.of(
        Arguments.of(NO_FLOOR, times(4, x), "16 p 4"),
        Arguments.of(NO_FLOOR, times(3, x), NONE),
        Arguments.of(NO_FLOOR, concat(tokens(1, 8), times(3, tokens(5, 8))), "20 p 4"),
        Arguments.of(NO_FLOOR, times(4, tokens(1, 3)), NONE),
        Arguments.of(NO_FLOOR, times(8, tokens(1, 3)), "24 p 6"),
        Arguments.of(NO_FLOOR, times(15, 7), NONE),
        Arguments.of(NO_FLOOR, times(16, 7), "16 p 4"),
        Arguments.of(NO_FLOOR, times(16, 0), "16 p 4"),
        Arguments.of(NO_FLOOR, concat(times(3, x), new int[] {1, 2, 3, 9}, times(4, x)), "32 p 4"),
        Arguments.of(NO_FLOOR, times(4, tokens(0, 127)), "512 p 128"),
        Arguments.of(NO_FLOOR, times(4, tokens(0, 128)), NONE),
        Arguments.of(FLOOR_64, times(4, x), NONE),
        Arguments.of(FLOOR_64, times(16, x), "64 p 4"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void onToken_vector_firstTrip(Periods settings, int[] tokens, String trip) {
    assertThat(firstTrip(settings, tokens, tokens.length)).isEqualTo(trip);
  }

  @Test
  void onToken_plainPeriod_needsMoreCover() {
    Periods settings = new Periods(4, 128, 4, 64, 128);
    int[] ruler = times(200, 7);

    assertThat(firstTrip(settings, ruler, ruler.length)).isEqualTo("64 p 4");
    assertThat(firstTrip(settings, ruler, 0)).isEqualTo("128 p 4");
  }

  @Test
  void onToken_onePlainToken_doesNotMakeThePeriodPlain() {
    PeriodDetector detector = new PeriodDetector(new Periods(4, 128, 4, 64, 128));
    int[] tokens = times(16, tokens(1, 4));

    long tripped =
        IntStream.range(0, 64).filter(i -> detector.onToken(tokens[i], i % 4 == 0)).count();

    assertThat(tripped).isEqualTo(1);
    assertThat(detector.cover()).isEqualTo(64);
  }

  @Test
  void onToken_random_likeTheDefinition() {
    List<String> trips = new ArrayList<>();
    for (int round = 0; round < 500; round++) {
      var random = Texts.random(round);
      Periods settings =
          new Periods(
              1 + random.nextInt(4),
              4 + random.nextInt(12),
              2 + random.nextInt(4),
              1 + random.nextInt(40),
              1 + random.nextInt(60));
      int alphabet = 1 + random.nextInt(3);
      int[] tokens = random.ints(300, 0, alphabet).toArray();
      int letterFrom = random.nextInt(alphabet + 1);
      boolean[] letters = new boolean[tokens.length];
      for (int i = 0; i < tokens.length; i++) {
        letters[i] = tokens[i] >= letterFrom;
      }

      String trip = firstTrip(settings, tokens, letters);

      assertThat(trip)
          .as("seed %s round %s: %s", Texts.SEED, round, settings)
          .isEqualTo(byDefinition(settings, tokens, letters));
      trips.add(trip);
    }
    assertThat(trips).contains(NONE).hasSizeGreaterThan(20);
  }

  @Test
  void onToken_longStream_stillExact() {
    int[] tokens =
        concat(Texts.random(1).ints(150_000, 0, 1_000).toArray(), times(4, tokens(0, 127)));

    assertThat(firstTrip(NO_FLOOR, tokens, tokens.length)).isEqualTo("150512 p 128");
  }

  private static String firstTrip(Periods settings, int[] tokens, int withLetter) {
    boolean[] letters = new boolean[tokens.length];
    Arrays.fill(letters, 0, withLetter, true);
    return firstTrip(settings, tokens, letters);
  }

  private static String firstTrip(Periods settings, int[] tokens, boolean[] letters) {
    PeriodDetector detector = new PeriodDetector(settings);
    for (int i = 0; i < tokens.length; i++) {
      if (detector.onToken(tokens[i], letters[i])) {
        return (i + 1) + " p " + detector.period();
      }
    }
    return NONE;
  }

  private static String byDefinition(Periods settings, int[] tokens, boolean[] letters) {
    int[] runs = new int[settings.maxWords() + 1];
    for (int i = 0; i < tokens.length; i++) {
      for (int p = settings.minWords(); p <= settings.maxWords(); p++) {
        runs[p] = i >= p && tokens[i] == tokens[i - p] ? runs[p] + 1 : 0;
      }
      for (int p = settings.minWords(); p <= settings.maxWords(); p++) {
        int end = i;
        boolean plain = i >= p && IntStream.range(0, p).noneMatch(back -> letters[end - back]);
        int cover = runs[p] + p;
        if (runs[p] >= (settings.repeats() - 1) * p
            && cover >= settings.minCoverWords()
            && (!plain || cover >= settings.minPlainCoverWords())) {
          return (i + 1) + " p " + p;
        }
      }
    }
    return NONE;
  }

  private static int[] tokens(int first, int last) {
    return IntStream.rangeClosed(first, last).toArray();
  }

  private static int[] times(int times, int... tokens) {
    return IntStream.range(0, times * tokens.length).map(i -> tokens[i % tokens.length]).toArray();
  }

  private static int[] concat(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
  }
}
