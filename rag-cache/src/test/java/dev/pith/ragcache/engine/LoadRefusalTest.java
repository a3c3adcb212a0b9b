package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufTensor;
import dev.pith.ragcache.engine.gguf.GgufWriter;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file that is a fine container, but no model of ours, is answered with. */
class LoadRefusalTest {

  private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(1);

  @TempDir Path folder;

  private static RandomModelFile.Builder tiny(String architecture) {
    return RandomModelFile.builder(architecture)
        .layers(1)
        .embedding(32)
        .heads(2)
        .kvHeads(1)
        .feedForward(32)
        .vocabulary(8);
  }

  private Path write(RandomModelFile.Builder builder) throws IOException {
    Path file = folder.resolve("m.gguf");
    builder.write(file);
    return file;
  }

  /** Returns the refusal without the path in front. */
  private String refusal(RandomModelFile.Builder builder) throws IOException {
    GgufFile file = GgufFile.open(write(builder));
    @Nullable Throwable refusal = catchThrowable(() -> Transformer.load(file, SETTINGS).close());
    assertThat(refusal).isInstanceOf(ModelFileException.class);
    return String.valueOf(refusal.getMessage()).replace(file.path().toString(), "m.gguf");
  }

  /** Returns the model with a key in the place of its own one. */
  private static RandomModelFile.Builder replaced(String key, Consumer<GgufWriter> other) {
    return tiny("llama").without(key).with(other);
  }

  private static void addZeros(GgufWriter writer, String name, int... dims) {
    int values = IntStream.of(dims).reduce(1, (a, b) -> a * b);
    writer.tensor(
        name,
        TensorType.F32,
        ByteBuffer.allocate(values * 4),
        IntStream.of(dims).asLongStream().toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama.context_length",
        "llama.embedding_length",
        "llama.block_count",
        "llama.feed_forward_length",
        "llama.attention.head_count",
      })
  void load_withoutRequiredKey_namesIt(String key) throws IOException {
    assertThat(refusal(tiny("llama").without(key)))
        .isEqualTo("m.gguf, key \"" + key + "\": is absent; expected an integer");
  }

  @Test
  void load_withoutArchitectureOrEpsilon_namesTheKey() throws IOException {
    assertThat(refusal(tiny("llama").without("general.architecture")))
        .isEqualTo("m.gguf, key \"general.architecture\": is absent; expected a string");
    assertThat(refusal(tiny("llama").without("llama.attention.layer_norm_rms_epsilon")))
        .isEqualTo(
            "m.gguf, key \"llama.attention.layer_norm_rms_epsilon\": is absent;"
                + " expected a floating-point number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void load_withoutAnyTensor_namesIt(String architecture) throws IOException {
    List<String> names =
        GgufFile.open(write(tiny(architecture))).tensors().stream()
            .map(GgufTensor::name)
            .filter(name -> !name.equals("output.weight"))
            .toList();

    for (String name : names) {
      assertThat(refusal(tiny(architecture).without(name)))
          .startsWith("m.gguf, tensor \"" + name + "\": is absent; expected ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void load_anyTensorOfAnotherShape_namesItsDims(String architecture) throws IOException {
    RandomModelFile.Builder whole = tiny(architecture).ropeFreqs(architecture.equals("llama"));

    for (GgufTensor tensor : GgufFile.open(write(whole)).tensors()) {
      RandomModelFile.Builder broken =
          tiny(architecture)
              .without(tensor.name())
              .with(writer -> addZeros(writer, tensor.name(), 31, 3));
      assertThat(refusal(broken))
          .isEqualTo(
              "m.gguf, tensor \"%s\": has dims [31, 3]; expected %s"
                  .formatted(tensor.name(), tensor.dims()));
    }
  }

  @Test
  void load_otherKindOfModel_isNamed() throws IOException {
    String architecture = "general.architecture";
    assertThat(refusal(replaced(architecture, writer -> writer.string(architecture, "mamba"))))
        .isEqualTo(
            "m.gguf, key \"general.architecture\": is \"mamba\"; expected one of llama, qwen2, qwen3");
    assertThat(refusal(tiny("llama").with(writer -> writer.u32("llama.expert_count", 8))))
        .isEqualTo("m.gguf, key \"llama.expert_count\": is 8; expected a model without experts");
    assertThat(refusal(tiny("qwen2").with(writer -> writer.flag("qwen2.attention.causal", false))))
        .isEqualTo(
            "m.gguf, key \"qwen2.attention.causal\": is false; expected a model that generates text");
    assertThat(refusal(tiny("llama").with(writer -> writer.u32("split.count", 3))))
        .isEqualTo("m.gguf, key \"split.count\": is 3; expected a model in a single file");
  }

  @Test
  void load_weightThatWouldBeLeftOut_isRefused() throws IOException {
    RandomModelFile.Builder router =
        tiny("llama").with(writer -> addZeros(writer, "blk.0.ffn_gate_inp.weight", 32, 4));
    RandomModelFile.Builder bias =
        tiny("llama").with(writer -> addZeros(writer, "blk.0.attn_output.bias", 32));

    assertThat(refusal(router)).startsWith("m.gguf, tensor \"blk.0.ffn_gate_inp.weight\": ");
    assertThat(refusal(bias)).startsWith("m.gguf, tensor \"blk.0.attn_output.bias\": ");
  }

  @Test
  void load_layersThatDiffer_isRefused() throws IOException {
    String key = "llama.attention.head_count";
    assertThat(refusal(replaced(key, writer -> writer.i32s(key, 2, 4))))
        .isEqualTo(
            "m.gguf, key \"llama.attention.head_count\": is 2 in layer 0 and 4 in layer 1;"
                + " expected equal layers");
  }

  @Test
  void load_equalNumbersForEachLayer_areOneNumber() throws IOException {
    String key = "llama.attention.head_count";
    GgufFile file = GgufFile.open(write(replaced(key, writer -> writer.i32s(key, 2))));

    try (Transformer engine = Transformer.load(file, SETTINGS)) {
      assertThat(engine.config().heads()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "context_length | 0 | a positive number of 31 bits",
        "block_count | 4294967295 | a positive number of 31 bits",
        "embedding_length | 2000000 | at most 1048576",
        "feed_forward_length | 2000000 | at most 1048576",
        "attention.head_count_kv | 3 | a divisor of the 2 heads",
        "attention.value_length | 8 | the length of a key, 16",
        "rope.dimension_count | 8 | the length of a key, 16",
      })
  void load_numberOutOfRange_saysTheRange(String name, long value, String expected)
      throws IOException {
    String key = "llama." + name;
    assertThat(refusal(replaced(key, writer -> writer.u32(key, value))))
        .isEqualTo("m.gguf, key \"%s\": is %d; expected %s".formatted(key, value, expected));
  }

  @Test
  void load_headsWhoseProductOverflows_isRefused() throws IOException {
    RandomModelFile.Builder wrapping = tiny("llama");
    for (String key : List.of("attention.key_length", "attention.value_length")) {
      wrapping.without("llama." + key).with(writer -> writer.u32("llama." + key, 1 << 30));
    }
    wrapping.without("llama.rope.dimension_count");

    assertThat(refusal(wrapping))
        .isEqualTo(
            "m.gguf, key \"llama.attention.key_length\": is 1073741824 for each of 2 heads;"
                + " expected at most 1048576 together");
  }

  @Test
  void load_otherScaling_isNamed() throws IOException {
    assertThat(refusal(tiny("llama").ropeScaling("longrope", 4, 128)))
        .isEqualTo(
            "m.gguf, key \"llama.rope.scaling.type\": is \"longrope\";"
                + " expected one of none, linear, yarn");
    assertThat(refusal(tiny("llama").ropeScaling("linear", -1, 128)))
        .isEqualTo(
            "m.gguf, key \"llama.rope.scaling.factor\": is -1.0; expected a positive number");
  }

  @Test
  void load_rotationThatDividesByZero_isRefused() throws IOException {
    RandomModelFile.Builder zeros =
        tiny("llama").with(writer -> addZeros(writer, "rope_freqs.weight", 8));

    assertThat(refusal(zeros))
        .isEqualTo(
            "m.gguf, tensor \"rope_freqs.weight\": has the value 0.0; expected positive values");
  }

  @Test
  void load_moreTokensThanEmbeddings_isRefused() throws IOException {
    RandomModelFile.Builder more =
        tiny("llama").with(writer -> writer.strings("tokenizer.ggml.tokens", List.of("a", "b")));

    assertThat(refusal(more))
        .isEqualTo(
            "m.gguf, key \"tokenizer.ggml.tokens\": has 2 tokens; expected 8, as embeddings");
  }

  /** Whatever is in the head of a file, it runs or is refused as promised. */
  @Test
  void load_bytesReplaced_runsOrIsRefused() throws IOException {
    long seed = Long.getLong("pith.test.seed", 20_261_124);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] valid = Files.readAllBytes(write(tiny("qwen3")));
    int head = valid.length - weightBytes();
    int ran = 0;
    for (int round = 0; round < 200; round++) {
      byte[] broken = valid.clone();
      broken[random.nextInt(head)] = (byte) (random.nextBoolean() ? random.nextInt() : 1);
      Path file = Files.write(folder.resolve("broken.gguf"), broken);

      @Nullable Throwable failure = catchThrowable(() -> runOneToken(file));

      ran += failure == null ? 1 : 0;
      if (failure != null && !(failure instanceof ModelFileException)) {
        throw new AssertionError("seed " + seed + ", round " + round, failure);
      }
    }
    assertThat(ran).as("changes that do no harm").isBetween(1, 199);
  }

  private int weightBytes() throws IOException {
    return (int)
        GgufFile.open(folder.resolve("m.gguf")).tensors().stream()
            .mapToLong(GgufTensor::bytes)
            .sum();
  }

  private static void runOneToken(Path path) throws IOException {
    try (Transformer engine = Transformer.load(GgufFile.open(path), SETTINGS);
        KvSequence sequence = engine.newSequence(false)) {
      TestModel.run(engine, sequence, 0, 1);
    }
  }
}
