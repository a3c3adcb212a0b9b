package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerRefusalsTest {

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(
            bytePair().string("tokenizer.ggml.model", "bert"),
            "\"tokenizer.ggml.model\": is \"bert\"; expected llama (SentencePiece) or gpt2"),
        Arguments.of(
            bytePair().string("tokenizer.ggml.pre", "tekken"),
            "\"tokenizer.ggml.pre\": is \"tekken\"; expected one of gpt-2, llama-bpe"),
        Arguments.of(bytePair().without("tokenizer.ggml.pre"), "\"tokenizer.ggml.pre\": is absent"),
        Arguments.of(
            bytePair().without("tokenizer.ggml.merges"), "\"tokenizer.ggml.merges\": is absent"),
        Arguments.of(
            bytePair().strings("tokenizer.ggml.merges", List.of("a b", "ab")),
            "\"tokenizer.ggml.merges\": has element 1: ab; expected two symbols"),
        Arguments.of(VocabularyFile.empty(), "\"tokenizer.ggml.pre\": is absent"),
        Arguments.of(
            VocabularyFile.bytePair("qwen2", List.of()).strings("tokenizer.ggml.tokens", List.of()),
            "\"tokenizer.ggml.tokens\": is empty"),
        Arguments.of(
            bytePair().token("th", VocabularyFile.NORMAL),
            "\"tokenizer.ggml.tokens\": has token 256 again as token 281: th"),
        Arguments.of(
            bytePair().token("x y", 7), "\"tokenizer.ggml.token_type\": has element 7; expected"),
        Arguments.of(
            bytePair()
                .key("tokenizer.ggml.token_type", w -> w.i32s("tokenizer.ggml.token_type", 1)),
            "\"tokenizer.ggml.token_type\": has 1 elements; expected 281 elements"),
        Arguments.of(
            bytePair().u32("tokenizer.ggml.eos_token_id", 281),
            "\"tokenizer.ggml.eos_token_id\": is 281; expected a token in [0, 281)"),
        Arguments.of(
            bytePair().flag("tokenizer.ggml.add_eos_token", true),
            "\"tokenizer.ggml.add_eos_token\": is true; expected a token to add"),
        Arguments.of(
            VocabularyFile.bytePair("llama3", List.of()),
            "\"tokenizer.ggml.add_bos_token\": is absent and true by default"),
        Arguments.of(
            VocabularyFile.sentencePiece().without("tokenizer.ggml.scores"),
            "\"tokenizer.ggml.scores\": is absent"),
        Arguments.of(
            VocabularyFile.sentencePiece()
                .key("tokenizer.ggml.scores", w -> w.f32s("tokenizer.ggml.scores", 1f)),
            "\"tokenizer.ggml.scores\": has 1 elements; expected 272 elements"),
        Arguments.of(
            VocabularyFile.sentencePiece().token("0x0A", VocabularyFile.BYTE),
            "\"tokenizer.ggml.tokens\": has byte token 272: 0x0A; expected byte tokens like <0x0A>"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("broken")
  void of_brokenFile_refusedWithKeyFoundAndExpected(VocabularyFile file, String message)
      throws IOException {
    GgufMetadata metadata = file.metadata();

    assertThatThrownBy(() -> Tokenizer.of(metadata))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("key " + message);
  }

  @Test
  void of_otherPreTokenizerChosen_taken() throws IOException {
    GgufMetadata metadata = bytePair().string("tokenizer.ggml.pre", "tekken").metadata();

    Tokenizer tokenizer = Tokenizer.of(metadata, "qwen2");

    assertThat(tokenizer.encode("the 12345 wait", false, false))
        .containsExactly(257, 32, 49, 50, 51, 52, 53, 32, 271);
  }

  private static VocabularyFile bytePair() {
    return VocabularyFile.bytePair("qwen2");
  }
}
