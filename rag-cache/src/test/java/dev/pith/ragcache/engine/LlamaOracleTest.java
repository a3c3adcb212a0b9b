package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.LogitsAssert.assertThatLogits;

import dev.pith.ragcache.engine.peer.AgainstLlama;
import dev.pith.ragcache.engine.peer.LlamaProcess;
import dev.pith.ragcache.engine.peer.OracleNatives;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The logits of the engine and of llama.cpp on the same weights. */
@AgainstLlama
class LlamaOracleTest {

  @ParameterizedTest
  @MethodSource("cases")
  void logits_everyWayToFillTheKv_asLlama(
      OracleCase oracle, LlamaProcess llama, @TempDir Path folder) throws IOException {
    ScenarioLogits expected = ofLlama(oracle, llama, folder);
    Path file = oracle.write(folder);
    if (GoldenLogits.areWritten()) {
      GoldenLogits.of(file, expected).write(oracle.name());
    }

    try (Transformer engine = oracle.load(file)) {
      ScenarioLogits found = new PithScenario(engine, oracle.scenario()).logits();

      assertThatLogits(found.full()).as("full").areCloseTo(expected.full(), oracle.tolerance());
      assertThatLogits(found.reuse()).as("reuse").areCloseTo(expected.reuse(), oracle.tolerance());
      assertThatLogits(found.blend()).as("blend").areCloseTo(expected.blend(), oracle.tolerance());
    }
  }

  static Stream<OracleCase> cases() {
    return OracleCase.ALL.stream()
        .filter(oracle -> oracle.isOf("qwen3") == OracleNatives.areNewer());
  }

  /** Returns what llama.cpp answers to the same weights in F32. */
  static ScenarioLogits ofLlama(OracleCase oracle, LlamaProcess llama, Path folder)
      throws IOException {
    llama.load(oracle.writeDecoded(folder), oracle.llamaSettings(false));
    return new LlamaScenario(llama, oracle.scenario(), OracleCase.VOCABULARY).logits();
  }
}
