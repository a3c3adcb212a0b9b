package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EtsSolverTest {

  @Test
  void solve_thousandRandomTrees_asGoodAsAllSets() {
    int branched = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      EtsProblem problem = small(seed);

      EtsSolution solution = EtsSolver.solve(problem);

      double best = bestOfAllSets(problem);
      assertThat(solution.objective()).as("seed %s", seed).isCloseTo(best, within(1e-9));
      assertThat(solution.bound()).as("seed %s", seed).isCloseTo(best, within(1e-9));
      branched += solution.branches() > 1 ? 1 : 0;
    }
    assertThat(branched).as("trees that needed branching").isPositive();
  }

  @Test
  void solve_anyStepToStopAt_boundsTheOptimum() {
    for (int seed = 0; seed < 200; seed++) {
      EtsProblem problem = small(seed);
      double best = bestOfAllSets(problem);
      for (int steps = 0; steps < 8; steps++) {
        AtomicInteger left = new AtomicInteger(steps);

        EtsSolution solution = EtsSolver.solve(problem, () -> left.getAndDecrement() <= 0);

        BitSet kept = new BitSet();
        solution.kept().forEach(kept::set);
        assertThat(problem.objective(kept)).isEqualTo(solution.objective());
        assertThat(solution.bound()).as("seed %s", seed).isGreaterThanOrEqualTo(best - 1e-9);
        assertThat(solution.objective()).as("seed %s", seed).isLessThanOrEqualTo(best + 1e-9);
      }
    }
  }

  @Test
  void solve_hardTreeStoppedAtOnce_tellsItsGap() {
    SearchLevel level = RandomLevels.grown(new Random(3), 64, 4, 0.8);
    EtsProblem problem = EtsProblem.of(level, 64, EtsSettings.published(64).withWeights(4, 1.4));

    EtsSolution early = EtsSolver.solve(problem, () -> true);
    EtsSolution proven = EtsSolver.solve(problem);

    assertThat(early.proven()).isFalse();
    assertThat(early.passes()).isEqualTo(1);
    assertThat(early.gap()).isGreaterThanOrEqualTo(proven.objective() - early.objective());
    assertThat(proven.proven()).isTrue();
    assertThat(proven.gap()).isLessThanOrEqualTo(1e-9);
  }

  @Test
  void solve_sameProblemTwice_isTheSameSolution() {
    SearchLevel level = RandomLevels.grown(new Random(5), 64, 4, 0.6);
    EtsProblem problem = EtsProblem.of(level, 64, EtsSettings.published(64));

    assertThat(EtsSolver.solve(problem)).isEqualTo(EtsSolver.solve(problem));
  }

  @Test
  void problem_nonsense_isRefused() {
    int[] parents = {-1, 0};
    double[] costs = {0.1, 0.1};
    int[] homes = {0, 1};
    double[] gains = {0.2, 0.3};
    int[] clusters = {0, 1};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtsProblem(new int[] {-1, 1}, costs, homes, gains, clusters, 1))
        .withMessageContaining("parent of branch node 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtsProblem(parents, costs, new int[] {0, 2}, gains, clusters, 1))
        .withMessageContaining("home");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtsProblem(parents, costs, homes, gains, new int[] {0, 2}, 1))
        .withMessageContaining("without gaps");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new EtsProblem(parents, new double[] {0.1, -0.1}, homes, gains, clusters, 1))
        .withMessageContaining("costs");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new EtsProblem(parents, costs, homes, new double[] {0.1, Double.NaN}, clusters, 1))
        .withMessageContaining("finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtsProblem(parents, costs, homes, gains, clusters, -1))
        .withMessageContaining("clusterReward");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtsProblem(parents, costs, new int[0], new double[0], new int[0], 1))
        .withMessageContaining("each candidate");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new EtsProblem(parents, costs, homes, gains, clusters, 1).objective(new BitSet()))
        .withMessageContaining("1 to 2");
  }

  private static EtsProblem small(int seed) {
    SearchLevel level = RandomLevels.anyShape(new Random(seed), 14);
    return EtsProblem.of(level, 16, RandomLevels.settings(seed));
  }

  private static double bestOfAllSets(EtsProblem problem) {
    double best = Double.NEGATIVE_INFINITY;
    for (long set = 1; set < 1L << problem.candidates(); set++) {
      best = Math.max(best, problem.objective(BitSet.valueOf(new long[] {set})));
    }
    return best;
  }
}
