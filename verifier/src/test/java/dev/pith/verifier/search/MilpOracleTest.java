package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 200 trees in all. The oracle takes most of a second for one of 256 candidates, and for a rare one
 * half a minute: the seeds begin behind such a tree.
 */
class MilpOracleTest {
  private static final int FIRST_SEED = 6;
  private static final double[] INHERITED = {0.3, 0.6, 0.9};

  static List<Arguments> sizes() {
    return List.of(
        Arguments.of(16, 90), Arguments.of(64, 70), Arguments.of(128, 24), Arguments.of(256, 16));
  }

  @ParameterizedTest(name = "{1} trees of {0} candidates")
  @MethodSource("sizes")
  void solve_grownTrees_asGoodAsMixedIntegerProgramming(int width, int trees) {
    for (int seed = FIRST_SEED; seed < FIRST_SEED + trees; seed++) {
      SearchLevel level =
          RandomLevels.grown(new Random(seed), width, 2 + seed % 6, INHERITED[seed % 3]);
      EtsSettings settings = EtsSettings.published(width);
      EtsSettings.Cost cost = seed % 2 == 0 ? EtsSettings.Cost.NODES : EtsSettings.Cost.TOKENS;
      EtsProblem problem = EtsProblem.of(level, width, settings.withCost(cost));

      EtsSolution solution = EtsSolver.solve(problem);

      assertThat(problem.candidates()).isEqualTo(width);
      assertThat(solution.proven()).as("seed %s", seed).isTrue();
      assertThat(solution.objective())
          .as("seed %s", seed)
          .isCloseTo(MilpOracle.optimum(problem), within(1e-6));
    }
  }
}
