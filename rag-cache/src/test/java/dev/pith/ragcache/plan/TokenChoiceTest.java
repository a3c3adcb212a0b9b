package dev.pith.ragcache.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenChoiceTest {

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0", //
    "1, 10, 10",
    ".07, 100, 7",
    ".0701, 100, 8",
    "1e-4, 1, 1",
    "1e-12, 5, 0",
    ".5, 0, 0"
  })
  void count_share_isRoundedUpButNotForItsLastBits(double share, int tokens, int expected) {
    assertThat(TokenChoice.count(share, tokens)).isEqualTo(expected);
  }

  @Test
  void count_largerShare_isNeverFewer() {
    for (int tokens : new int[] {1, 7, 100, 4096}) {
      int before = 0;
      for (int step = 0; step <= 1_000; step++) {
        int count = TokenChoice.count(step / 1_000.0, tokens);

        assertThat(count).isBetween(before, tokens);
        before = count;
      }
    }
  }

  @Test
  void largest_randomScores_areThoseOfAStableSort() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      // few different values: many ties, zeros of both signs among them
      double[] scores = random.ints(random.nextInt(40), -2, 3).mapToDouble(i -> i * -.5).toArray();
      int count = random.nextInt(scores.length + 1);

      assertThat(TokenChoice.largest(scores, count))
          .as("seed %s", seed)
          .isEqualTo(sortedChoice(scores, count));
    }
  }

  @Test
  void largest_infiniteScores_areInOrder() {
    double[] scores = {Double.NEGATIVE_INFINITY, 1, Double.POSITIVE_INFINITY};

    assertThat(TokenChoice.largest(scores, 2)).containsExactly(1, 2);
  }

  @Test
  void largest_scores_areLeftAsTheyAre() {
    double[] scores = {3, 1, 2};

    TokenChoice.largest(scores, 1);

    assertThat(scores).containsExactly(3, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", ".16, 16", ".29, 29", ".295, 29", "1, 100"})
  void mostDeviating_ratio_isRoundedDownButNotForItsLastBits(double ratio, int expected) {
    double[] deviations = IntStream.range(0, 100).mapToDouble(token -> token % 10).toArray();

    assertThat(TokenChoice.mostDeviating(deviations, ratio)).hasSize(expected);
  }

  @Test
  void mostDeviating_tokens_areThoseWithTheLargestDeviation() {
    double[] deviations = {0, 9, 1, 9, 4, 0, 9, 2};

    assertThat(TokenChoice.mostDeviating(deviations, .25)).containsExactly(1, 3);
    assertThat(TokenChoice.mostDeviating(deviations, .5)).containsExactly(1, 3, 4, 6);
  }

  @Test
  void first_count_isCappedByTheTokens() {
    assertThat(TokenChoice.first(10, 3)).containsExactly(0, 1, 2);
    assertThat(TokenChoice.first(2, 16)).containsExactly(0, 1);
    assertThat(TokenChoice.first(0, 16)).isEmpty();
  }

  @Test
  void random_choice_isAscendingDistinctAndRepeatable() {
    for (int seed = 0; seed < 500; seed++) {
      int tokens = new Random(seed).nextInt(50);
      int count = new Random(seed).nextInt(tokens + 1);
      int[] chosen = TokenChoice.random(tokens, count, new Random(seed));

      assertThat(chosen).as("seed %s", seed).hasSize(count).isSorted().doesNotHaveDuplicates();
      assertThat(Arrays.stream(chosen)).allMatch(token -> token >= 0 && token < tokens);
      assertThat(chosen).isEqualTo(TokenChoice.random(tokens, count, new Random(seed)));
    }
  }

  @Test
  void random_manyChoices_favourNoToken() {
    Random random = new Random(17);
    int[] seen = new int[10];

    for (int round = 0; round < 20_000; round++) {
      for (int token : TokenChoice.random(seen.length, 3, random)) {
        seen[token]++;
      }
    }

    for (int times : seen) {
      assertThat(times / 20_000.0).isEqualTo(.3, within(.02)); // six standard errors
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-.01, 1.01, Double.NaN})
  void count_shareOutOfRange_isRefused(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenChoice.count(share, 10))
        .withMessage("share must be in [0, 1]: " + share);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenChoice.mostDeviating(new double[3], share))
        .withMessage("ratio must be in [0, 1]: " + share);
  }

  @Test
  void anyChoice_countOutOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenChoice.largest(new double[3], 4))
        .withMessage("count must be in [0, 3]: 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenChoice.random(3, -1, new Random(1)))
        .withMessage("count must be in [0, 3]: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenChoice.first(3, -1))
        .withMessage("count must be >= 0: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenChoice.first(-1, 3))
        .withMessage("tokens must be >= 0: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenChoice.count(.5, -1))
        .withMessage("tokens must be >= 0: -1");
  }

  @Test
  void largest_notANumber_isRefusedWithItsPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenChoice.largest(new double[] {1, Double.NaN}, 1))
        .withMessage("scores must be numbers: NaN at 1");
  }

  private static int[] sortedChoice(double[] scores, int count) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(token -> -(scores[token] + 0.0)))
        .limit(count)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }
}
