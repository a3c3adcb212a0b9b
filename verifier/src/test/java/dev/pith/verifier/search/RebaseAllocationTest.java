package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RebaseAllocationTest {

  static List<Arguments> vectors() {
    return List.of(
        vector(16, 0.2, scores(0.9, 0.5, 0.1), 14, 2, 0),
        vector(4, 0.2, scores(0.5, 0.5, 0.5, 0.5), 1, 1, 1, 1),
        vector(4, 0.2, scores(0.5, 0.5, 0.5), 2, 1, 1),
        vector(16, 0.2, scores(0.99, 0.01), 16, 0),
        vector(8, 0.2, scores(0.8, 0.79, 0.3, 0.2, 0.1), 4, 4, 0, 0, 0),
        vector(
            3, 0.2, scores(0.62, 0.61, 0.6, 0.59, 0.58, 0.57, 0.56, 0.55), 1, 1, 1, 0, 0, 0, 0, 0),
        vector(7, 0.2, scores(0.7), 7),
        vector(10, 1.0, scores(0.3, 0.9, 0.6), 2, 5, 3),
        vector(1, 0.2, scores(0.0, 1.0), 0, 1));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void counts_vector_areThose(int budget, double temperature, double[] scores, int[] counts) {
    assertThat(RebaseAllocation.counts(scores, budget, temperature)).containsExactly(counts);
  }

  @Test
  void counts_anyScores_addUpToTheBudgetAndFollowTheScores() {
    for (int seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      double[] scores = random.doubles(1 + random.nextInt(300)).toArray();
      int budget = random.nextInt(300);

      int[] counts = RebaseAllocation.counts(scores, budget, 0.2);

      assertThat(Arrays.stream(counts).sum()).as("seed %s", seed).isEqualTo(budget);
      int[] order = RebaseAllocation.descending(scores);
      for (int rank = 1; rank < order.length; rank++) {
        assertThat(counts[order[rank]])
            .as("seed %s, rank %s", seed, rank)
            .isBetween(0, counts[order[rank - 1]] + 1);
      }
    }
  }

  @Test
  void counts_prunedCandidates_getNothing() {
    double pruned = Double.NEGATIVE_INFINITY;

    assertThat(RebaseAllocation.counts(scores(pruned, 0.2, pruned, 0.2), 6, 0.2))
        .containsExactly(0, 3, 0, 3);
  }

  @Test
  void counts_scoresFarApart_doNotOverflow() {
    assertThat(RebaseAllocation.counts(scores(1, 0), 5, 1e-6)).containsExactly(5, 0);
  }

  @Test
  void counts_nonsense_isRefused() {
    double pruned = Double.NEGATIVE_INFINITY;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RebaseAllocation.counts(scores(pruned, pruned), 4, 0.2))
        .withMessageContaining("no candidate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RebaseAllocation.counts(scores(Double.NaN), 4, 0.2))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RebaseAllocation.counts(scores(0.5), -1, 0.2))
        .withMessageContaining("budget");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RebaseAllocation.counts(scores(0.5), 4, 0))
        .withMessageContaining("temperature");
  }

  private static Arguments vector(int budget, double temperature, double[] scores, int... counts) {
    return Arguments.of(budget, temperature, scores, counts);
  }

  private static double[] scores(double... scores) {
    return scores;
  }
}
