package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.peer.AgainstLlama;
import dev.pith.ragcache.engine.peer.LlamaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine and llama.cpp on the same file with rounded weights. llama.cpp rounds the activations
 * too, the engine does not: their distributions are compared.
 */
@AgainstLlama
class LlamaQuantisedTest {
  private static final Set<String> CASES = Set.of("f16", "bf16", "q8_0", "q4_0", "q4_k", "q6_k");
  private static final double MEAN_DIVERGENCE_NATS = 1e-2;
  private static final double MEAN_DIFFERENCE = 0.1;

  @ParameterizedTest
  @MethodSource("cases")
  void logits_sameFile_distributedAsLlama(
      OracleCase oracle, LlamaProcess llama, @TempDir Path folder) throws IOException {
    Path file = oracle.write(folder);
    llama.load(file, oracle.llamaSettings(false));
    List<float[]> expected =
        new LlamaScenario(llama, oracle.scenario(), OracleCase.VOCABULARY).full();

    try (Transformer engine = oracle.load(file)) {
      List<float[]> found = new PithScenario(engine, oracle.scenario()).logits().full();

      assertThat(meanDivergence(expected, found)).isLessThanOrEqualTo(MEAN_DIVERGENCE_NATS);
      assertThat(meanDifference(expected, found)).isLessThanOrEqualTo(MEAN_DIFFERENCE);
    }
  }

  static Stream<OracleCase> cases() {
    return OracleCase.ALL.stream().filter(oracle -> CASES.contains(oracle.name()));
  }

  private static double meanDivergence(List<float[]> expected, List<float[]> found) {
    return IntStream.range(0, expected.size())
        .mapToDouble(row -> Softmax.divergence(expected.get(row), found.get(row)))
        .average()
        .orElseThrow();
  }

  private static double meanDifference(List<float[]> expected, List<float[]> found) {
    return IntStream.range(0, expected.size())
        .mapToDouble(row -> meanDifference(expected.get(row), found.get(row)))
        .average()
        .orElseThrow();
  }

  private static double meanDifference(float[] expected, float[] found) {
    return IntStream.range(0, expected.length)
        .mapToDouble(token -> Math.abs(expected[token] - found[token]))
        .average()
        .orElseThrow();
  }
}
