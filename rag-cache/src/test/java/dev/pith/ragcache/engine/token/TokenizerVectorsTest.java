package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results of llama.cpp b4916 on two small vocabularies. */
class TokenizerVectorsTest {

  private static final String MARKED = "<|im_start|>the<think> a";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "qwen2, the 12345 wait, 257 32 49 50 51 52 53 32 271",
    "llama-bpe, the 12345 wait, 257 32 265 52 53 275",
    "gpt-2, the 12345 wait, 257 32 265 52 53 32 271",
    "qwen2, Ab  the\\n\\n 's, 65 98 32 32 257 267 32 39 115",
    "llama-bpe, Ab  the\\n\\n 's, 65 98 32 260 267 32 39 115",
    "gpt-2, Ab  the\\n\\n 's, 65 98 32 32 257 267 32 39 115",
  })
  void encode_bytePairVector_sameIds(String preTokenizer, String text, String ids) {
    Tokenizer tokenizer = VocabularyFile.bytePair(preTokenizer).tokenizer();

    int[] tokens = tokenizer.encode(text.replace("\\n", "\n"), false, false);

    assertThat(tokens).containsExactly(parse(ids));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"qwen2", "llama-bpe", "gpt-2"})
  void encode_specialTokens_controlOnlyWhenParsed(String preTokenizer) {
    Tokenizer tokenizer = VocabularyFile.bytePair(preTokenizer).tokenizer();

    int[] parsed = tokenizer.encode(MARKED, false, true);
    int[] plain = tokenizer.encode(MARKED, false, false);

    assertThat(parsed).containsExactly(277, 257, 279, 263);
    assertThat(plain)
        .containsExactly(60, 124, 105, 109, 95, 115, 116, 97, 114, 116, 124, 62, 257, 279, 263);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "the, 1 265",
    "Ab  the\\n\\n 's, 1 259 68 267 259 265 13 13 259 42 118",
    "the 12345 wait, 1 265 259 52 53 54 55 56 259 122 266 108 260",
    "'', 1",
  })
  void encode_sentencePieceVector_sameIds(String text, String ids) {
    Tokenizer tokenizer = VocabularyFile.sentencePiece().tokenizer();

    int[] tokens = tokenizer.encode(text.replace("\\n", "\n"), true, false);

    assertThat(tokens).containsExactly(parse(ids));
  }

  private static int[] parse(String ids) {
    return Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}
