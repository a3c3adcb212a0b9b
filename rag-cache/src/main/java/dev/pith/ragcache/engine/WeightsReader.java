package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufTensor;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import dev.pith.ragcache.engine.math.WeightMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the weights of a decoder in its file and checks their shapes. */
final class WeightsReader {

  private static final System.Logger LOG = System.getLogger(WeightsReader.class.getName());

  private final GgufFile file;
  private final ModelConfig config;
  private final Set<String> used = new HashSet<>();

  private WeightsReader(GgufFile file, ModelConfig config) {
    this.file = file;
    this.config = config;
  }

  /**
   * Returns the weights, where the file has them; norms and biases are copied.
   *
   * @throws ModelFileException when one is absent or has another shape, or when a layer has a
   *     weight that this engine would leave out
   */
  static ModelWeights read(GgufFile file, ModelConfig config) throws ModelFileException {
    return new WeightsReader(file, config).read();
  }

  private ModelWeights read() throws ModelFileException {
    WeightMatrix tokens = matrix("token_embd.weight", config.embedding(), config.vocabulary());
    List<LayerWeights> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(layer("blk." + layer + "."));
    }
    float[] outputNorm = vector("output_norm.weight", config.embedding());
    WeightMatrix output =
        file.tensor("output.weight").isPresent()
            ? matrix("output.weight", config.embedding(), config.vocabulary())
            : tokens;
    float @Nullable [] slowdown =
        config.architecture().equals("llama") ? rotarySlowdown("rope_freqs.weight") : null;
    refuseUnusedWeights();
    return new ModelWeights(tokens, List.copyOf(layers), outputNorm, output, slowdown);
  }

  private LayerWeights layer(String block) throws ModelFileException {
    int embedding = config.embedding();
    boolean headNorms = config.architecture().equals("qwen3");
    return new LayerWeights(
        vector(block + "attn_norm.weight", embedding),
        projection(block),
        headNorms ? vector(block + "attn_q_norm.weight", config.headDim()) : null,
        headNorms ? vector(block + "attn_k_norm.weight", config.headDim()) : null,
        matrix(block + "attn_output.weight", config.queryWidth(), embedding),
        vector(block + "ffn_norm.weight", embedding),
        matrix(block + "ffn_gate.weight", embedding, config.feedForward()),
        matrix(block + "ffn_up.weight", embedding, config.feedForward()),
        matrix(block + "ffn_down.weight", config.feedForward(), embedding));
  }

  private WeightStack projection(String block) throws ModelFileException {
    int queries = config.queryWidth();
    int keys = config.kvWidth();
    if (file.tensor(block + "attn_qkv.weight").isPresent()) {
      return stack(block, List.of("attn_qkv"), new int[] {queries + 2 * keys});
    }
    return stack(block, List.of("attn_q", "attn_k", "attn_v"), new int[] {queries, keys, keys});
  }

  private WeightStack stack(String block, List<String> names, int[] rows)
      throws ModelFileException {
    List<WeightMatrix> parts = new ArrayList<>();
    float[][] biases = new float[names.size()][];
    for (int i = 0; i < rows.length; i++) {
      String name = block + names.get(i);
      parts.add(matrix(name + ".weight", config.embedding(), rows[i]));
      biases[i] =
          config.architecture().equals("qwen2")
              ? vector(name + ".bias", rows[i])
              : vectorIfPresent(name + ".bias", rows[i]);
    }
    return new WeightStack(List.copyOf(parts), Arrays.asList(biases));
  }

  private float @Nullable [] rotarySlowdown(String name) throws ModelFileException {
    float @Nullable [] slowdown = vectorIfPresent(name, config.headDim() / 2);
    if (slowdown != null) {
      for (float value : slowdown) {
        if (!(value > 0)) {
          throw file.need(name).refuse("has the value " + value, "positive values");
        }
      }
    }
    return slowdown;
  }

  private WeightMatrix matrix(String name, int columns, int rows) throws ModelFileException {
    used.add(name);
    return file.need(name).withDims(columns, rows).matrix();
  }

  private float[] vector(String name, int length) throws ModelFileException {
    used.add(name);
    return file.need(name).withDims(length).floats();
  }

  private float @Nullable [] vectorIfPresent(String name, int length) throws ModelFileException {
    Optional<GgufTensor> tensor = file.tensor(name);
    return tensor.isPresent() ? vector(name, length) : null;
  }

  /** A layer computed without one of its weights would be wrong without a sign of it. */
  private void refuseUnusedWeights() throws ModelFileException {
    List<String> unused = new ArrayList<>();
    for (GgufTensor tensor : file.tensors()) {
      if (used.contains(tensor.name())) {
        continue;
      }
      if (tensor.name().startsWith("blk.")) {
        throw tensor.refuse(
            "is not part of a " + config.architecture() + " layer as this engine computes it",
            "the weights of attention and of a gated feed-forward part only");
      }
      unused.add(tensor.name());
    }
    if (!unused.isEmpty()) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0}: {1} tensors are not used, the first is {2}",
          file.path(),
          unused.size(),
          unused.get(0));
    }
  }
}
