package dev.pith.eval.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pith.eval.bench.SearchLevels.Weights;
import dev.pith.verifier.search.EtsProblem;
import dev.pith.verifier.search.EtsSolver;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchBenchTest {

  @ParameterizedTest
  @EnumSource
  void problems_anyWeights_haveTheWidthAndAProvenOptimum(Weights weights) {
    for (EtsProblem problem : SearchLevels.problems(64, weights, 12)) {
      assertThat(problem.candidates()).isEqualTo(64);
      assertThat(EtsSolver.solve(problem).proven()).isTrue();
    }
  }

  @Test
  void problems_madeTwice_areTheSame() {
    EtsProblem first = SearchLevels.problems(16, Weights.PUBLISHED, 3).get(2);
    EtsProblem second = SearchLevels.problems(16, Weights.PUBLISHED, 3).get(2);

    assertThat(EtsSolver.solve(first)).isEqualTo(EtsSolver.solve(second));
  }

  @Test
  void milpPeer_notFetched_saysHowToGetIt(@TempDir Path empty) {
    assertThatIOException()
        .isThrownBy(() -> MilpPeer.solve(MilpPeer.Solver.SCIP, 16, Weights.PUBLISHED, 1, empty))
        .withMessageContaining(empty.toString())
        .withMessageContaining("mvn dependency:get -Dartifact=com.google.ortools:ortools-java:");
  }
}
