package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.LogitsAssert.assertThatLogits;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The logits of the engine beside those that llama.cpp once gave to the same weights. */
class GoldenLogitsTest {

  @ParameterizedTest
  @MethodSource("cases")
  void logits_everyWayToFillTheKv_asRecorded(OracleCase oracle, @TempDir Path folder)
      throws IOException {
    GoldenLogits golden = GoldenLogits.read(oracle.name());
    Path file = oracle.write(folder);
    assertThat(GoldenLogits.sha256(file))
        .as("the model file that the logits were recorded with")
        .isEqualTo(golden.model());

    try (Transformer engine = oracle.load(file)) {
      ScenarioLogits found =
          GoldenLogits.sample(new PithScenario(engine, oracle.scenario()).logits());

      ScenarioLogits expected = golden.logits();
      assertThatLogits(found.full()).as("full").areCloseTo(expected.full(), oracle.tolerance());
      assertThatLogits(found.reuse()).as("reuse").areCloseTo(expected.reuse(), oracle.tolerance());
      assertThatLogits(found.blend()).as("blend").areCloseTo(expected.blend(), oracle.tolerance());
    }
  }

  static List<OracleCase> cases() {
    return OracleCase.ALL;
  }
}
