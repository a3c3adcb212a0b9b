package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufTensor;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.TensorType;
import dev.pith.ragcache.engine.math.WeightMatrix;
import dev.pith.ragcache.engine.peer.LlamaSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A tiny model with random weights, and how it is run, for the comparison with llama.cpp.
 *
 * @param name for reports and files
 * @param architecture as the model file names it
 * @param shape what the model has that others have not
 * @param settings how the engine runs it
 * @param scenario what is run
 * @param tolerance how much a logit may differ from llama.cpp's with the same weights in F32
 */
record OracleCase(
    String name,
    String architecture,
    UnaryOperator<RandomModelFile.Builder> shape,
    UnaryOperator<EngineSettings> settings,
    Scenario scenario,
    float tolerance) {

  /** How many positions the models have. */
  static final int CONTEXT = 4096;

  /** How many tokens the models have. */
  static final int VOCABULARY = 49;

  /** The models and settings that are compared. */
  static final List<OracleCase> ALL =
      List.of(
          model("llama", "llama", model -> model),
          model("llama-gqa1", "llama", model -> model.kvHeads(4)),
          model("llama-gqa4", "llama", model -> model.kvHeads(1)),
          model("llama-head64", "llama", model -> model.headDim(64)),
          model("llama-head128", "llama", model -> model.headDim(128).kvHeads(1)),
          model("llama-tied", "llama", model -> model.tied(true)),
          model("llama-bias", "llama", model -> model.bias(true)),
          model("llama-epsilon", "llama", model -> model.epsilon(0.1f)),
          model("llama-base5e5", "llama", model -> model.headDim(64).ropeBase(500_000)),
          model("llama-freqs", "llama", model -> model.headDim(128).ropeBase(5e5f).ropeFreqs(true)),
          model("llama-linear", "llama", model -> model.ropeScaling("linear", 4, 512)),
          // llama.cpp would scale keys once more when it moves them: nothing is moved.
          model("llama-yarn", "llama", model -> model.ropeScaling("yarn", 4, 512)).from(100),
          model("qwen2-yarn", "qwen2", model -> model.ropeScaling("yarn", 8, 256)).from(100),
          model("llama-odd", "llama", OracleCase::odd),
          model("llama-deep", "llama", OracleCase::deep),
          model("qwen2", "qwen2", model -> model),
          model("qwen2-head64", "qwen2", model -> model.heads(2).kvHeads(1).ropeBase(1_000_000)),
          model("qwen2-tied", "qwen2", model -> model.heads(1).kvHeads(1).tied(true)),
          model("qwen3", "qwen3", model -> model),
          model("qwen3-tied", "qwen3", model -> model.headDim(128).kvHeads(1).tied(true)),
          model("f16", "llama", model -> stored(model, TensorType.F16)),
          model("bf16", "qwen2", model -> stored(model, TensorType.BF16)),
          model("q8_0", "llama", model -> stored(model, TensorType.Q8_0)),
          model("q4_0", "qwen2", model -> stored(model, TensorType.Q4_0)),
          model("q4_k", "llama", model -> stored(model, TensorType.Q4_K)),
          model("q6_k", "qwen2", model -> stored(model, TensorType.Q6_K)),
          run("kv-f16", "llama", settings -> settings.withKvType(KvType.F16), 2e-2f),
          run("micro-batches", "llama", settings -> settings.withMicroBatchRows(3), 1e-4f),
          scenario("no-system", "llama", new Scenario(0, 8, 10, 4, 0, List.of(0, 1, 8, 12))),
          scenario("one-token-chunks", "qwen2", new Scenario(5, 1, 1, 1, 0, List.of(6))),
          scenario("none-recomputed", "llama", Scenario.standard().recomputing(List.of())),
          scenario("all-recomputed", "qwen2", Scenario.standard().recomputingAll()),
          run("from500", "llama", settings -> settings, 2e-4f).from(500),
          run("from4000", "llama", settings -> settings, 9e-4f).from(4000),
          run(
                  "from4000-floats",
                  "qwen2",
                  settings -> settings.withAngles(EngineSettings.Angles.FLOAT_CHAIN),
                  1e-4f)
              .from(4000));

  private static OracleCase model(
      String name, String architecture, UnaryOperator<RandomModelFile.Builder> shape) {
    return new OracleCase(
        name, architecture, shape, settings -> settings, Scenario.standard(), 1e-4f);
  }

  private static OracleCase run(
      String name, String architecture, UnaryOperator<EngineSettings> settings, float tolerance) {
    return new OracleCase(
        name, architecture, model -> model, settings, Scenario.standard(), tolerance);
  }

  private static OracleCase scenario(String name, String architecture, Scenario scenario) {
    return new OracleCase(
        name, architecture, model -> model, settings -> settings, scenario, 1e-4f);
  }

  private OracleCase from(int position) {
    return new OracleCase(name, architecture, shape, settings, scenario.from(position), tolerance);
  }

  private static RandomModelFile.Builder odd(RandomModelFile.Builder model) {
    return model.embedding(90).heads(3).kvHeads(1).headDim(34).feedForward(131).layers(2);
  }

  private static RandomModelFile.Builder deep(RandomModelFile.Builder model) {
    return model.embedding(256).heads(8).feedForward(704).layers(8);
  }

  /** Blocks of 256 values must fit every row. */
  private static RandomModelFile.Builder stored(RandomModelFile.Builder model, TensorType type) {
    return model.embedding(256).feedForward(512).weights(type);
  }

  /** Tells whether the model is of an architecture. */
  boolean isOf(String architecture) {
    return this.architecture.equals(architecture);
  }

  /** Writes the model into a folder and returns the file. */
  Path write(Path folder) throws IOException {
    Path file = folder.resolve(name + ".gguf");
    model().write(file);
    return file;
  }

  /** Writes the model with the same values of its weights, but in F32, and returns the file. */
  Path writeDecoded(Path folder) throws IOException {
    RandomModelFile.Builder decoded = model().weights(TensorType.F32);
    for (GgufTensor tensor : GgufFile.open(write(folder)).tensors()) {
      if (tensor.type() != TensorType.F32) {
        ByteBuffer values = decode(tensor.matrix());
        long[] dims = tensor.dims().stream().mapToLong(Long::longValue).toArray();
        decoded
            .without(tensor.name())
            .with(writer -> writer.tensor(tensor.name(), TensorType.F32, values, dims));
      }
    }
    Path file = folder.resolve(name + "-decoded.gguf");
    decoded.write(file);
    return file;
  }

  /** Loads the model as this case runs it. */
  Transformer load(Path file) throws IOException {
    return Transformer.load(GgufFile.open(file), engineSettings());
  }

  /**
   * Returns how llama.cpp runs it: on one thread, since its threads spin.
   *
   * @param observed whether its attention is read
   */
  LlamaSettings llamaSettings(boolean observed) {
    boolean halfKv = engineSettings().kvType() == KvType.F16;
    return new LlamaSettings(CONTEXT, 64, LlamaScenario.SEQUENCES, 1, halfKv, observed);
  }

  /** Returns how the engine runs it. */
  EngineSettings engineSettings() {
    return settings.apply(EngineSettings.defaults().withThreads(2));
  }

  @Override
  public String toString() {
    return name;
  }

  private RandomModelFile.Builder model() {
    return shape.apply(
        RandomModelFile.builder(architecture)
            .embedding(128)
            .heads(4)
            .kvHeads(2)
            .feedForward(192)
            .layers(3)
            .vocabulary(VOCABULARY)
            .context(CONTEXT));
  }

  private static ByteBuffer decode(WeightMatrix matrix) {
    float[] row = new float[matrix.columns()];
    ByteBuffer values =
        ByteBuffer.allocate(4 * matrix.rows() * matrix.columns()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < matrix.rows(); i++) {
      Kernels.plain().matrix().row(matrix, i, row, 0);
      values.asFloatBuffer().put(row);
      values.position(values.position() + 4 * row.length);
    }
    return values.flip();
  }
}
