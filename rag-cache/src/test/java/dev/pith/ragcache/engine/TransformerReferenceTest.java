package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.TestModel.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine against a decoder in double precision that shares no arithmetic with it. */
class TransformerReferenceTest {

  private static final double TOLERANCE = 1e-4;
  private static final int VOCABULARY = 96;

  static Stream<Arguments> models() {
    Map<String, RandomModelFile.Builder> models = new LinkedHashMap<>();
    for (String arch : new String[] {"llama", "qwen2", "qwen3"}) {
      models.put(arch, RandomModelFile.builder(arch));
      models.put(arch + ", one head per KV head", RandomModelFile.builder(arch).kvHeads(4));
      models.put(arch + ", four heads per KV head", RandomModelFile.builder(arch).kvHeads(1));
      models.put(arch + ", tied", RandomModelFile.builder(arch).tied(true));
      models.put(arch + ", base 1e6", RandomModelFile.builder(arch).ropeBase(1e6f));
      models.put(arch + ", linear", RandomModelFile.builder(arch).ropeScaling("linear", 4, 128));
      models.put(arch + ", YaRN", RandomModelFile.builder(arch).ropeScaling("yarn", 4, 128));
      models.put(arch + ", heads of 32", RandomModelFile.builder(arch).headDim(32));
      models.put(arch + ", heads of 64", RandomModelFile.builder(arch).headDim(64));
      models.put(arch + ", heads of 128", RandomModelFile.builder(arch).headDim(128));
    }
    models.put("llama, large epsilon", RandomModelFile.builder("llama").epsilon(0.3f));
    models.put("llama with biases", RandomModelFile.builder("llama").bias(true));
    models.put("llama, rope_freqs", RandomModelFile.builder("llama").ropeFreqs(true));
    models.put(
        "odd sizes",
        RandomModelFile.builder("llama")
            .layers(3)
            .embedding(40)
            .heads(6)
            .kvHeads(3)
            .headDim(22)
            .feedForward(71));
    return models.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void forward_fullPrefill_isTheReference(String name, RandomModelFile.Builder builder)
      throws IOException {
    GgufFile file = TestModel.file(builder);
    int[] tokens = tokens(50, VOCABULARY, 7);
    double[][] expected = new ReferenceDecoder(file).forward(tokens, range(0, tokens.length));

    try (Transformer engine = Transformer.load(file, TestModel.settings())) {
      float[][] logits = TestModel.run(engine, engine.newSequence(false), 0, tokens);

      assertThat(difference(logits, expected)).as(name).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void forward_chunkMovedAndPartlyRecomputed_isTheReference(
      String name, RandomModelFile.Builder builder) throws IOException {
    GgufFile file = TestModel.file(builder);
    int[] chunk = tokens(40, VOCABULARY, 1);
    int[] prefix = tokens(21, VOCABULARY, 2);
    int[] repaired = {0, 1, 5, 17, 18, 33};
    ReferenceDecoder reference = new ReferenceDecoder(file);
    reference.forward(chunk, range(0, 40));
    reference.shift(21);
    reference.forward(prefix, range(0, 21));

    try (Transformer engine = Transformer.load(file, TestModel.settings())) {
      KvSequence alone = engine.newSequence(true);
      TestModel.run(engine, alone, 0, chunk);
      KvSequence sequence = engine.newSequence(false);
      TestModel.run(engine, sequence, 0, prefix);
      sequence.place(alone.export(0, 40), 21);
      Batch batch = new Batch(VOCABULARY);
      int[] positions = new int[repaired.length + 1];
      int[] tokens = new int[positions.length];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = i < repaired.length ? 21 + repaired[i] : 61;
        tokens[i] = i < repaired.length ? chunk[repaired[i]] : 3;
        batch.askLogits(batch.add(sequence, positions[i], tokens[i]));
      }
      engine.forward(batch);

      double[][] expected = reference.forward(tokens, positions);
      assertThat(difference(TestModel.logits(batch), expected)).as(name).isLessThan(TOLERANCE);
    }
  }

  @Test
  void forward_positionsDropped_areNotSeen() throws IOException {
    GgufFile file = TestModel.file(RandomModelFile.builder("qwen2"));
    int[] tokens = tokens(70, VOCABULARY, 3);
    ReferenceDecoder reference = new ReferenceDecoder(file);
    reference.forward(tokens, range(0, 70));
    IntStream.range(13, 39).forEach(reference::remove);
    reference.remove(65);

    try (Transformer engine = Transformer.load(file, TestModel.settings())) {
      KvSequence sequence = engine.newSequence(false);
      TestModel.run(engine, sequence, 0, tokens);
      sequence.drop(13, 39);
      sequence.drop(65, 66);
      float[][] logits = TestModel.run(engine, sequence, 90, 4, 5);

      double[][] expected = reference.forward(new int[] {4, 5}, range(90, 92));
      assertThat(difference(logits, expected)).isLessThan(TOLERANCE);
    }
  }

  @Test
  void observe_segments_holdTheReferencesMass() throws IOException {
    GgufFile file = TestModel.file(RandomModelFile.builder("llama").layers(3));
    int[] tokens = tokens(60, VOCABULARY, 4);
    int[] segmentOfPosition = IntStream.range(0, 50).map(p -> p < 5 ? 0 : p < 37 ? 1 : 2).toArray();
    ReferenceDecoder reference = new ReferenceDecoder(file);
    reference.forward(tokens, range(0, 60));

    try (Transformer engine = Transformer.load(file, TestModel.settings())) {
      AttentionMass mass = new AttentionMass(segmentOfPosition, 4);
      Batch batch = new Batch(VOCABULARY);
      KvSequence sequence = engine.newSequence(false);
      IntStream.range(0, 60).forEach(p -> batch.add(sequence, p, tokens[p]));
      batch.observe(mass);
      engine.forward(batch);

      for (int layer = 0; layer < 3; layer++) {
        for (int row = 0; row < 60; row++) {
          double[] expected = new double[4];
          for (int p = 0; p <= row; p++) {
            expected[p < 50 ? segmentOfPosition[p] : 3] += reference.masses[layer][row][p];
          }
          for (int segment = 0; segment < 4; segment++) {
            assertThat((double) mass.mass(layer, row, segment))
                .as("layer %s, row %s, segment %s", layer, row, segment)
                .isCloseTo(expected[segment], within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void filter_rowsThatLeave_keepTheirOldKvInLaterLayers() throws IOException {
    GgufFile file = TestModel.file(RandomModelFile.builder("llama").layers(4));
    int[] tokens = tokens(30, VOCABULARY, 5);
    int[] others = tokens(30, VOCABULARY, 6);
    // Rows 3, 6, 9, ... leave after the first layer, rows 2, 8, 14, ... after the second.
    int[] layersOfRow =
        IntStream.range(0, 30).map(r -> r % 3 == 0 ? 1 : r % 6 == 2 ? 2 : 4).toArray();
    ReferenceDecoder reference = new ReferenceDecoder(file);
    reference.forward(others, range(0, 30));
    double[][] expected = reference.forward(tokens, range(0, 30), layersOfRow);

    try (Transformer engine = Transformer.load(file, TestModel.settings().withMicroBatchRows(7))) {
      KvSequence sequence = engine.newSequence(false);
      TestModel.run(engine, sequence, 0, others);
      Batch batch = new Batch(VOCABULARY);
      for (int row = 0; row < 30; row++) {
        batch.askLogits(batch.add(sequence, row, tokens[row]));
      }
      batch.filter(
          (layer, running, mass) -> {
            BitSet left = new BitSet();
            running.stream().filter(row -> layersOfRow[row] <= layer + 1).forEach(left::set);
            running.andNot(left);
            return running;
          });
      engine.forward(batch);

      for (int row = 0; row < 30; row++) {
        if (layersOfRow[row] == 4) {
          float[][] logits = {batch.logits(row)};
          assertThat(difference(logits, new double[][] {expected[row]}))
              .as("row %s", row)
              .isLessThan(TOLERANCE);
        }
      }
    }
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  private static double difference(float[][] logits, double[][] expected) {
    double most = 0;
    for (int i = 0; i < logits.length; i++) {
      for (int j = 0; j < logits[i].length; j++) {
        double difference = Math.abs(logits[i][j] - expected[i][j]);
        // A NaN is the largest difference.
        most = difference <= most ? most : difference;
      }
    }
    return most;
  }
}
