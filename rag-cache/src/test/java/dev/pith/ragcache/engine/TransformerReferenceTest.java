package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine against a decoder in double precision that shares no code with it. */
class TransformerReferenceTest {

  private static final double TOLERANCE = 1e-4;

  static Stream<Arguments> models() {
    Map<String, RandomModelFile.Builder> models =
        Map.ofEntries(Map.entry("llama", RandomModelFile.builder("llama")));
    return models.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void forward_fullPrefill_isTheReference(String name, RandomModelFile.Builder builder)
      throws IOException {
    GgufFile file = TestModel.file(builder);
    int[] tokens = TestModel.tokens(50, 96, 7);
    double[][] expected =
        new ReferenceDecoder(file).forward(tokens, IntStream.range(0, tokens.length).toArray());

    try (Transformer engine = Transformer.load(file, TestModel.settings());
        KvSequence sequence = engine.newSequence(false)) {
      float[][] logits = TestModel.run(engine, sequence, 0, tokens);

      assertThat(difference(logits, expected)).as(name).isLessThan(TOLERANCE);
    }
  }

  private static double difference(float[][] logits, double[][] expected) {
    double most = 0;
    for (int i = 0; i < logits.length; i++) {
      for (int j = 0; j < logits[i].length; j++) {
        most = Math.max(most, Math.abs(logits[i][j] - expected[i][j]));
      }
    }
    return most;
  }
}
