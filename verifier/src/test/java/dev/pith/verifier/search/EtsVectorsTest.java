package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.search.EtsVectors.Vector;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EtsVectorsTest {

  static List<Vector> vectors() {
    return EtsVectors.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void solve_vector_isOptimalAndProven(Vector vector) {
    EtsSolution solution = EtsSolver.solve(problem(vector));

    assertThat(vector.optimal()).contains(solution.kept());
    assertThat(solution.objective()).isCloseTo(vector.objective(), within(1e-11));
    assertThat(solution.proven()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void objective_eachOptimalSet_isTheSame(Vector vector) {
    EtsProblem problem = problem(vector);

    for (List<Integer> set : vector.optimal()) {
      BitSet chosen = new BitSet();
      set.forEach(chosen::set);
      assertThat(problem.objective(chosen)).isCloseTo(vector.objective(), within(1e-11));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void bound_afterOneStep_isNeverBelowTheOptimum(Vector vector) {
    EtsSolution solution = EtsSolver.solve(problem(vector), () -> true);

    assertThat(solution.bound()).isGreaterThanOrEqualTo(vector.objective() - 1e-11);
    assertThat(solution.objective()).isLessThanOrEqualTo(vector.objective() + 1e-11);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void select_vector_sharesTheWidthOut(Vector vector) {
    SearchLevel level = vector.tree().level();

    Selection selection = SelectionPolicy.ets(vector.settings()).select(level, vector.width());

    assertThat(counts(selection)).isEqualTo(vector.countsAfter());
    assertThat(selection.width()).isEqualTo(vector.width());
    assertThat(level.kvTokens()).isEqualTo(vector.kvTokens());
    // The tie has two optimal sets of the same tokens.
    assertThat(level.keeping(selection).kvTokens()).isEqualTo(vector.kvTokensKept());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void select_rebaseOnVector_givesItsCounts(Vector vector) {
    Selection selection = SelectionPolicy.rebase(0.2).select(vector.tree().level(), vector.width());

    assertThat(counts(selection)).isEqualTo(vector.counts());
    assertThat(selection.solution()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void select_nothingHandedBack_narrowsToTheCountsOfTheKept(Vector vector) {
    EtsSettings published = vector.settings();
    EtsSettings narrowing =
        new EtsSettings(
            0.2, published.lambdaB(), published.lambdaD(), published.cost(), false, false, 1);

    Selection selection =
        SelectionPolicy.ets(narrowing).select(vector.tree().level(), vector.width());

    assertThat(selection.width()).isEqualTo(vector.keptCounts());
    assertThat(selection.continuations()).isEqualTo(vector.keptCounts());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void select_spareKept_continuesEveryKeptCandidate(Vector vector) {
    EtsSettings published = vector.settings();
    EtsSettings sparing =
        new EtsSettings(
            0.2, published.lambdaB(), published.lambdaD(), published.cost(), true, true, 1);

    Selection selection =
        SelectionPolicy.ets(sparing).select(vector.tree().level(), vector.width());

    int kept = (int) selection.shares().stream().filter(Selection.Share::kept).count();
    int continued = (int) selection.shares().stream().filter(s -> s.continuations() > 0).count();
    assertThat(continued).isEqualTo(Math.min(kept, vector.width()));
    assertThat(selection.continuations()).isEqualTo(vector.width());
  }

  private static EtsProblem problem(Vector vector) {
    return EtsProblem.of(vector.tree().level(), vector.width(), vector.settings());
  }

  private static List<Integer> counts(Selection selection) {
    return IntStream.range(0, selection.shares().size())
        .mapToObj(i -> selection.shares().get(i).continuations())
        .toList();
  }
}
