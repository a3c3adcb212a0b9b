package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.TensorType;
import dev.pith.ragcache.engine.math.WeightMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FusedProjectionTest {

  private static final List<String> PARTS = List.of("attn_q", "attn_k", "attn_v");
  private static final int LAYERS = 2;

  private static RandomModelFile.Builder model() {
    return RandomModelFile.builder("qwen2").layers(LAYERS);
  }

  /** Returns the model with the rows of queries, keys and values in one tensor of each layer. */
  private static RandomModelFile.Builder fused(GgufFile parts) throws IOException {
    RandomModelFile.Builder builder = model();
    for (int layer = 0; layer < LAYERS; layer++) {
      String fused = "blk." + layer + ".attn_qkv";
      List<float[]> weights = new ArrayList<>();
      List<float[]> biases = new ArrayList<>();
      for (String part : PARTS) {
        String name = "blk." + layer + "." + part;
        weights.addAll(rows(parts.need(name + ".weight").matrix()));
        biases.add(parts.need(name + ".bias").floats());
        builder.without(name + ".weight").without(name + ".bias");
      }
      builder.with(
          writer ->
              writer
                  .tensor(fused + ".weight", TensorType.F32, joined(weights), 64, weights.size())
                  .tensor(fused + ".bias", TensorType.F32, joined(biases), weights.size()));
    }
    return builder;
  }

  private static List<float[]> rows(WeightMatrix matrix) {
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < matrix.rows(); row++) {
      float[] values = new float[matrix.columns()];
      Kernels.plain().matrix().row(matrix, row, values, 0);
      rows.add(values);
    }
    return rows;
  }

  private static ByteBuffer joined(List<float[]> parts) {
    int values = parts.stream().mapToInt(part -> part.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(values * 4).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = bytes.asFloatBuffer();
    parts.forEach(floats::put);
    return bytes;
  }

  @Test
  void load_fusedProjection_sameLogitsAsItsParts() throws IOException {
    GgufFile parts = TestModel.file(model());
    int[] tokens = TestModel.tokens(9, 96, 3);

    try (Transformer one = Transformer.load(parts, TestModel.settings());
        Transformer other = TestModel.engine(fused(parts), TestModel.settings())) {
      assertThat(TestModel.run(other, other.newSequence(false), 0, tokens))
          .isDeepEqualTo(TestModel.run(one, one.newSequence(false), 0, tokens));
    }
  }
}
