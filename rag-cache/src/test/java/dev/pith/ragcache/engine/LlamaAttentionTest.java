package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

/** Where the engine's rows attend, and how likely it finds a prompt's tokens, beside llama.cpp. */
@AgainstLlama
class LlamaAttentionTest {
  private static final Set<String> CASES =
      Set.of("llama", "llama-gqa4", "llama-head128", "qwen2", "micro-batches");
  private static final float MASS_TOLERANCE = 1e-5f;
  private static final double NATS_TOLERANCE = 1e-5;

  @ParameterizedTest
  @MethodSource("cases")
  void masses_fullPrefill_asLlama(OracleCase oracle, LlamaProcess llama, @TempDir Path folder)
      throws IOException {
    Scenario scenario = oracle.scenario();
    load(oracle, llama, folder);
    new LlamaScenario(llama, scenario, OracleCase.VOCABULARY).full();
    float[][][] expected = llama.masses(scenario.size());

    try (Transformer engine = oracle.load(oracle.write(folder));
        KvSequence sequence = engine.newSequence(false)) {
      AttentionMass found =
          observe(engine, oracle, sequence, PithScenario.range(0, scenario.size()));

      assertMasses(found, expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void masses_chunksInPlaceAndScatteredRows_asLlama(
      OracleCase oracle, LlamaProcess llama, @TempDir Path folder) throws IOException {
    Scenario scenario = oracle.scenario();
    load(oracle, llama, folder);
    new LlamaScenario(llama, scenario, OracleCase.VOCABULARY).blend();
    float[][][] expected = llama.masses(scenario.size());

    try (Transformer engine = oracle.load(oracle.write(folder));
        KvSequence sequence = new PithScenario(engine, scenario).withChunks()) {
      AttentionMass found = observe(engine, oracle, sequence, scenario.recomputedAndQuestion());

      assertMasses(found, expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logProb_eachTokenOfThePrompt_asLlama(
      OracleCase oracle, LlamaProcess llama, @TempDir Path folder) throws IOException {
    Scenario scenario = oracle.scenario();
    load(oracle, llama, folder);
    List<float[]> logits = new LlamaScenario(llama, scenario, OracleCase.VOCABULARY).full();

    try (Transformer engine = oracle.load(oracle.write(folder));
        KvSequence sequence = engine.newSequence(false)) {
      Batch batch = new Batch(OracleCase.VOCABULARY);
      for (int index = 0; index < scenario.size(); index++) {
        int row = batch.add(sequence, index, scenario.token(index, OracleCase.VOCABULARY));
        batch.askLogProb(row, scenario.token(index + 1, OracleCase.VOCABULARY));
      }
      engine.forward(batch);

      for (int row = 0; row < scenario.size(); row++) {
        int next = scenario.token(row + 1, OracleCase.VOCABULARY);
        assertThat(batch.logProb(row))
            .as("row %d", row)
            .isCloseTo(Softmax.logProb(logits.get(row), next), within(NATS_TOLERANCE));
      }
    }
  }

  static Stream<OracleCase> cases() {
    return OracleCase.ALL.stream().filter(oracle -> CASES.contains(oracle.name()));
  }

  private static void load(OracleCase oracle, LlamaProcess llama, Path folder) throws IOException {
    llama.load(oracle.writeDecoded(folder), oracle.llamaSettings(true));
  }

  /** Runs tokens of the prompt with each position as a segment of its own. */
  private static AttentionMass observe(
      Transformer engine, OracleCase oracle, KvSequence sequence, List<Integer> indices) {
    int positions = oracle.scenario().size();
    AttentionMass mass = new AttentionMass(IntStream.range(0, positions).toArray(), positions);
    Batch batch = new PithScenario(engine, oracle.scenario()).batch(sequence, indices);
    batch.observe(mass);
    engine.forward(batch);
    return mass;
  }

  private static void assertMasses(AttentionMass found, float[][][] expected) {
    assertThat(found.rows()).isEqualTo(expected[0].length);
    for (int layer = 0; layer < expected.length; layer++) {
      for (int row = 0; row < expected[layer].length; row++) {
        float[] wanted = expected[layer][row];
        float[] masses = new float[wanted.length];
        for (int position = 0; position < wanted.length; position++) {
          masses[position] = found.mass(layer, row, position);
        }
        for (int p = 0; p < wanted.length; p++)
          assertThat(masses)
              .as("layer %d, row %d", layer, row)
              .containsExactly(wanted, within(MASS_TOLERANCE));
      }
    }
  }
}
