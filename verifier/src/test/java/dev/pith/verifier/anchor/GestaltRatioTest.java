package dev.pith.verifier.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GestaltRatioTest {
  private static final long SEED = Long.getLong("pith.test.seed", 20_261_130L);
  private static final String FOX = "The quick brown fox jumps over the lazy dog. ";
  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource({
    "Wikimedia, Wikimania, 7, 0.777778",
    "GESTALT PATTERN MATCHING, GESTALT PRACTICE, 12, 0.6",
    "GESTALT PRACTICE, GESTALT PATTERN MATCHING, 13, 0.65",
    "tide, diet, 1, 0.25",
    "diet, tide, 2, 0.5",
    "abcd, bcde, 3, 0.75",
    "abcd, dcba, 1, 0.25",
    "'x = 3, so y = 7.', 'x=3, so y=7.', 12, 0.857143",
    "'', '', 0, 1.0",
    "a, '', 0, 0.0",
    "'', a, 0, 0.0",
  })
  void of_shortVector_isTheRatioWithAndWithoutAutojunk(String a, String b, int m, double ratio) {
    assertRatio(a, b, true, m, ratio);
    assertRatio(a, b, false, m, ratio);
  }

  static Stream<Arguments> longVectors() {
    String total = "The total is 204 minutes. ".repeat(8);
    return Stream.of(
        Arguments.of("ab".repeat(99), "ab".repeat(99), 198, 1.0, 198, 1.0),
        Arguments.of("ab".repeat(100), "ab".repeat(100), 200, 1.0, 200, 1.0),
        Arguments.of("ab".repeat(99) + "Q", "ab".repeat(100) + "Q", 199, 0.995, 199, 0.995),
        Arguments.of(
            "0123456789".repeat(20), "0123456789".repeat(20) + "!", 200, 0.997506, 200, 0.997506),
        Arguments.of(
            ALPHABET.repeat(4),
            new StringBuilder(ALPHABET).reverse().toString().repeat(4),
            0,
            0.0,
            5,
            0.020161),
        Arguments.of(total, total.replace("204", "240"), 14, 0.067308, 200, 0.961538),
        foxes(199, 187, 0.939698, 187, 0.939698),
        foxes(200, 35, 0.175, 188, 0.94),
        foxes(201, 35, 0.174129, 189, 0.940299));
  }

  @ParameterizedTest
  @MethodSource("longVectors")
  void of_longVector_isTheRatioWithAndWithoutAutojunk(
      String a, String b, int junkM, double junkRatio, int m, double ratio) {
    assertRatio(a, b, true, junkM, junkRatio);
    assertRatio(a, b, false, m, ratio);
  }

  @Test
  void of_charactersOutsideTheBasicPlane_countOnce() {
    assertThat(GestaltRatio.of("x\uD83D\uDE00", "y\uD83D\uDE00", false)).isEqualTo(0.5);
  }

  @Test
  void of_hugeTexts_areComparedByLines() {
    String line = "a line of some length that is repeated\n";
    String a = line.repeat(600);

    assertThat(GestaltRatio.of(a, a + "one more", false)).isCloseTo(0.999, within(1e-3));
    assertThat(GestaltRatio.of(a, "x" + a, false)).isCloseTo(0.998, within(1e-3));
  }

  @Test
  void matches_randomTexts_asByTheDefinition() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (int round = 0; round < 1_000; round++) {
      String a = text(random, 14);
      String b = text(random, 14);

      assertThat(GestaltRatio.matches(a, b, false))
          .as("seed %s: %s / %s", SEED, a, b)
          .isEqualTo(byDefinition(a, b));
    }
  }

  @Test
  void reaches_randomTexts_asTheRatioSays() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + 1);
    for (int round = 0; round < 500; round++) {
      String a = text(random, 300);
      String b = text(random, 300);
      boolean autojunk = random.nextBoolean();
      double threshold = random.nextDouble();

      assertThat(GestaltRatio.reaches(a, b, autojunk, threshold))
          .as("seed %s: %s / %s", SEED + 1, a, b)
          .isEqualTo(GestaltRatio.of(a, b, autojunk) >= threshold);
    }
  }

  private static Arguments foxes(int length, int junkM, double junkRatio, int m, double ratio) {
    String text = FOX.repeat(6).substring(0, length);
    return Arguments.of(
        text,
        FOX.repeat(6).replace("lazy", "calm").substring(0, length),
        junkM,
        junkRatio,
        m,
        ratio);
  }

  private static void assertRatio(String a, String b, boolean autojunk, int m, double ratio) {
    assertThat(GestaltRatio.matches(a, b, autojunk)).as("autojunk %s", autojunk).isEqualTo(m);
    assertThat(GestaltRatio.of(a, b, autojunk))
        .as("autojunk %s", autojunk)
        .isEqualTo(ratio, within(5e-7));
    assertThat(GestaltRatio.reaches(a, b, autojunk, Math.max(0, ratio - 1e-6))).isTrue();
  }

  private static String text(RandomGenerator random, int maxLength) {
    return random
        .ints(random.nextInt(maxLength), 'a', 'e')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int byDefinition(String a, String b) {
    int best = 0;
    int bestA = 0;
    int bestB = 0;
    for (int i = 0; i < a.length(); i++) {
      for (int j = 0; j < b.length(); j++) {
        int from = i;
        int to = j;
        int most = Math.min(a.length() - i, b.length() - j);
        int length =
            IntStream.range(0, most)
                .filter(k -> a.charAt(from + k) != b.charAt(to + k))
                .findFirst()
                .orElse(most);
        if (length > best) {
          best = length;
          bestA = i;
          bestB = j;
        }
      }
    }
    return best == 0
        ? 0
        : best
            + byDefinition(a.substring(0, bestA), b.substring(0, bestB))
            + byDefinition(a.substring(bestA + best), b.substring(bestB + best));
  }
}
