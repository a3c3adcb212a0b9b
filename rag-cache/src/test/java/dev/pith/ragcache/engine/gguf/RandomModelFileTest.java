package dev.pith.ragcache.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.math.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomModelFileTest {

  @TempDir Path folder;

  private GgufFile open(RandomModelFile.Builder builder) throws IOException {
    Path file = folder.resolve("model.gguf");
    builder.write(file);
    return GgufFile.open(file);
  }

  @Test
  void write_llama_hasTheTensorsOfTheArchitecture() throws IOException {
    GgufFile file =
        open(RandomModelFile.builder("llama").layers(1).headDim(24).ropeFreqs(true).tied(true));

    assertThat(file.tensors())
        .extracting(GgufTensor::toString)
        .containsExactly(
            "token_embd.weight F32 [64, 96]",
            "output_norm.weight F32 [64]",
            "rope_freqs.weight F32 [12]",
            "blk.0.attn_norm.weight F32 [64]",
            "blk.0.attn_q.weight F32 [64, 96]",
            "blk.0.attn_k.weight F32 [64, 48]",
            "blk.0.attn_v.weight F32 [64, 48]",
            "blk.0.attn_output.weight F32 [96, 64]",
            "blk.0.ffn_norm.weight F32 [64]",
            "blk.0.ffn_gate.weight F32 [64, 128]",
            "blk.0.ffn_up.weight F32 [64, 128]",
            "blk.0.ffn_down.weight F32 [128, 64]");
    assertThat(file.metadata().string("tokenizer.ggml.model")).isEqualTo("no_vocab");
    assertThat(file.metadata().integer("llama.attention.key_length")).isEqualTo(24);
  }

  @Test
  void write_qwen_hasBiasesOrHeadNorms() throws IOException {
    List<String> qwen2 = names(open(RandomModelFile.builder("qwen2")));
    List<String> qwen3 = names(open(RandomModelFile.builder("qwen3")));

    assertThat(qwen2).contains("blk.1.attn_q.bias", "blk.1.attn_k.bias", "blk.1.attn_v.bias");
    assertThat(qwen2).noneMatch(name -> name.contains("_q_norm")).contains("output.weight");
    assertThat(qwen3).contains("blk.1.attn_q_norm.weight", "blk.1.attn_k_norm.weight");
    assertThat(qwen3).noneMatch(name -> name.endsWith("bias"));
  }

  private static List<String> names(GgufFile file) {
    return file.tensors().stream().map(GgufTensor::name).toList();
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void weights_anyType_applyToMatricesOnly(TensorType type) throws IOException {
    GgufFile file =
        open(
            RandomModelFile.builder("llama")
                .layers(1)
                .embedding(256)
                .feedForward(512)
                .weights(type)
                .embeddings(TensorType.F16));

    assertThat(file.need("blk.0.ffn_down.weight").type()).isEqualTo(type);
    assertThat(file.need("token_embd.weight").type()).isEqualTo(TensorType.F16);
    assertThat(file.need("blk.0.ffn_norm.weight").type()).isEqualTo(TensorType.F32);
  }

  @Test
  void write_sameSeed_sameBytesOnEveryJvm() throws IOException {
    Path file = folder.resolve("model.gguf");
    CRC32 checksum = new CRC32();

    RandomModelFile.builder("qwen2").weights(TensorType.Q8_0).seed(7).write(file);

    checksum.update(Files.readAllBytes(file));
    assertThat(checksum.getValue()).isEqualTo(2457039458L);
  }

  @Test
  void write_otherSeed_otherWeights() throws IOException {
    float[] one =
        open(RandomModelFile.builder("llama").seed(1)).need("output_norm.weight").floats();
    float[] two =
        open(RandomModelFile.builder("llama").seed(2)).need("output_norm.weight").floats();

    assertThat(one).isNotEqualTo(two);
  }

  @Test
  void randomWeights_manyValues_areNearlyNormal() {
    float[] values = new RandomWeights(3).vector("a", 1_000_000, 0, 1);

    double mean = 0;
    double square = 0;
    double neighbours = 0;
    int beyondTwo = 0;
    for (int i = 0; i < values.length; i++) {
      mean += values[i] / values.length;
      square += (double) values[i] * values[i] / values.length;
      neighbours += i == 0 ? 0 : (double) values[i] * values[i - 1] / values.length;
      beyondTwo += Math.abs(values[i]) > 2 ? 1 : 0;
    }
    assertThat(mean).isCloseTo(0, within(0.005));
    assertThat(square).isCloseTo(1, within(0.005));
    assertThat(neighbours).isCloseTo(0, within(0.005));
    assertThat(beyondTwo / 1e6).as("a normal variable has 0.0455").isBetween(0.03, 0.06);
  }

  @Test
  void ropeFreqs_shapeOfLlama31_areItsFactors() throws IOException {
    GgufFile file =
        open(RandomModelFile.builder("llama").headDim(128).ropeBase(5e5f).ropeFreqs(true));

    float[] freqs = file.need("rope_freqs.weight").floats();
    assertThat(freqs).hasSize(64);
    assertThat(freqs[28]).isEqualTo(1);
    assertThat(freqs[29]).isCloseTo(1.2075f, within(1e-4f));
    assertThat(freqs[32]).isCloseTo(2.6945f, within(1e-4f));
    assertThat(freqs[34]).isCloseTo(5.2573f, within(1e-4f));
    assertThat(freqs[35]).isEqualTo(8);
  }

  @Test
  void byteTokenizer_largerVocabulary_isFilledWithUnusedTokens() throws IOException {
    GgufMetadata metadata =
        open(RandomModelFile.builder("qwen3").vocabulary(300).byteTokenizer()).metadata();

    List<String> tokens = metadata.strings("tokenizer.ggml.tokens");
    assertThat(tokens).hasSize(300).doesNotHaveDuplicates();
    assertThat(tokens.subList(256, 261)).containsExactly("th", "the", "Ġt", "Ġth", "Ġthe");
    assertThat(tokens.get(' ')).isEqualTo("Ġ");
    assertThat(tokens.get('\n')).isEqualTo("Ċ");
    assertThat(tokens.get(0)).isEqualTo("Ā");
    assertThat(tokens.get(173)).isEqualTo("Ń");
    assertThat(tokens.get(255)).isEqualTo("ÿ");
    assertThat(tokens.subList(277, 281))
        .containsExactly("<|im_start|>", "<|im_end|>", "<think>", "</think>");
    assertThat(Arrays.copyOfRange(metadata.integers("tokenizer.ggml.token_type"), 276, 282))
        .containsExactly(1, 3, 3, 4, 4, 5);
    assertThat(metadata.integer("tokenizer.ggml.eos_token_id")).isEqualTo(278);
    assertThat(metadata.string("tokenizer.chat_template")).contains("<|im_start|>");
  }

  @Test
  void without_keyOrTensor_isNotWritten() throws IOException {
    GgufFile file =
        open(
            RandomModelFile.builder("llama")
                .without("llama.block_count")
                .without("output_norm.weight")
                .with(writer -> writer.vector("mine", 1)));

    assertThat(file.metadata().has("llama.block_count")).isFalse();
    assertThat(names(file)).doesNotContain("output_norm.weight").contains("mine");
  }
}
