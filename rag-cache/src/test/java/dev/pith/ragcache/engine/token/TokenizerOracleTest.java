package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.peer.AgainstLlama;
import dev.pith.ragcache.engine.peer.LlamaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens of awkward texts, and the bytes of all tokens, are those of llama.cpp. */
@AgainstLlama
class TokenizerOracleTest {

  private static final long SEED = Long.getLong("pith.seed", 42);
  private static final int RANDOM_TEXTS = 1500;
  private static final int GOLDEN_TEXTS = 26;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"qwen2", "llama-bpe", "gpt-2", "smollm", "spm"})
  void encode_awkwardTexts_idsOfLlama(String vocabulary, LlamaProcess llama) throws IOException {
    Tokenizer tokenizer = load(vocabulary, llama);
    List<GoldenIds> golden = new ArrayList<>();

    for (String text : AwkwardText.all(SEED, RANDOM_TEXTS)) {
      for (boolean parse : new boolean[] {false, true}) {
        int[] ids = llama.tokenize(text, true, parse);
        golden.add(new GoldenIds(parse, text, ids));

        assertThat(tokenizer.encode(text, true, parse))
            .as("seed %s, parseSpecial %s: %s", SEED, parse, text)
            .containsExactly(ids);
      }
    }

    if (GoldenIds.areWritten()) {
      GoldenIds.write(vocabulary, golden.subList(0, 2 * GOLDEN_TEXTS));
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"qwen2", "spm"})
  void bytes_everyToken_pieceOfLlama(String vocabulary, LlamaProcess llama) throws IOException {
    Tokenizer tokenizer = load(vocabulary, llama);

    for (int token = 0; token < tokenizer.size(); token++) {
      assertThat(tokenizer.bytes(token, true))
          .as("token %s", token)
          .containsExactly(llama.piece(token, true));
    }
  }

  private Tokenizer load(String name, LlamaProcess llama) throws IOException {
    VocabularyFile vocabulary = VocabularyFile.trained(name);
    Path file = folder.resolve("vocabulary.gguf");
    vocabulary.write(file);
    llama.loadVocabulary(file);
    return vocabulary.tokenizer();
  }
}
