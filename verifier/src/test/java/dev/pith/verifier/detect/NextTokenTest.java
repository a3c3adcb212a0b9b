package dev.pith.verifier.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The formulas, against plain ones over a whole vocabulary of which a server tells the head. */
class NextTokenTest {

  private static final long SEED = Long.getLong("pith.test.seed", 20_261_124L);
  private static final int TOLD = 20;

  @Test
  void entropy_whollyTold_isTheShannonEntropy() {
    NextToken token = told(Map.of("a", 0.5, "b", 0.25, "c", 0.25));

    NextToken.EntropyBounds bounds = token.entropy().orElseThrow();

    assertThat(bounds.high()).isCloseTo(1.5 * Math.log(2), within(1e-9));
    assertThat(bounds.low()).isCloseTo(bounds.high(), within(1e-9));
  }

  @Test
  void entropy_headOfAVocabularyTold_boundsHoldTheTrueOne() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (int round = 0; round < 300; round++) {
      double[] all = distribution(random, 30 + random.nextInt(3_000), 1 + random.nextInt(12));
      double truth = 0;
      for (double p : all) {
        truth -= p > 0 ? p * Math.log(p) : 0;
      }

      NextToken.EntropyBounds bounds = head(all).entropy().orElseThrow();

      assertThat(truth)
          .as("seed %s, round %s", SEED, round)
          .isBetween(bounds.low() - 1e-9, bounds.high() + 1e-9);
    }
  }

  @Test
  void entropy_theWrittenTokenAmongTheOthers_countsOnce() {
    NextToken both =
        new NextToken("a", OptionalDouble.of(Math.log(0.5)), logs(Map.of("a", 0.5, "b", 0.5)));

    assertThat(both.entropy().orElseThrow().high()).isCloseTo(Math.log(2), within(1e-9));
  }

  @Test
  void entropy_nothingTold_isUnknown() {
    assertThat(new NextToken("a", OptionalDouble.empty(), Map.of()).entropy()).isEmpty();
  }

  @Test
  void margin_headOfAVocabularyTold_isTheDifferenceOfTheLogs() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + 1);
    for (int round = 0; round < 300; round++) {
      double[] all = distribution(random, 200, 1 + random.nextInt(12));
      int wanted = random.nextInt(TOLD);
      double other = wanted == 0 ? all[1] : all[0];

      OptionalDouble margin = head(all).margin("t" + wanted);

      assertThat(margin.orElseThrow())
          .as("seed %s, round %s", SEED, round)
          .isCloseTo(Math.log(all[wanted]) - Math.log(other), within(1e-9));
    }
  }

  @Test
  void margin_whiteSpaceAroundTheTag_isTheTag() {
    NextToken token = told(Map.of("\n</think>\n\n", 0.6, "Wait", 0.3));

    assertThat(token.margin("</think>").orElseThrow()).isCloseTo(Math.log(2), within(1e-9));
  }

  @Test
  void margin_tagNotTold_isMinusInfinity() {
    assertThat(told(Map.of("Wait", 0.3)).margin("</think>")).hasValue(Double.NEGATIVE_INFINITY);
  }

  /** Returns a distribution, the likeliest first. */
  private static double[] distribution(RandomGenerator random, int size, int sharpness) {
    double[] weights = new double[size];
    for (int i = 0; i < size; i++) {
      weights[i] = Math.exp(sharpness * random.nextGaussian());
    }
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> -w / sum).sorted().map(w -> -w).toArray();
  }

  private static NextToken head(double[] all) {
    Map<String, Double> told = new LinkedHashMap<>();
    for (int i = 0; i < TOLD; i++) {
      told.put("t" + i, all[i]);
    }
    return told(told);
  }

  private static NextToken told(Map<String, Double> probabilities) {
    return new NextToken("", OptionalDouble.empty(), logs(probabilities));
  }

  private static Map<String, Double> logs(Map<String, Double> probabilities) {
    Map<String, Double> logs = new LinkedHashMap<>();
    probabilities.forEach((token, p) -> logs.put(token, Math.log(p)));
    return logs;
  }
}
