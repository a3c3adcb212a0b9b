package dev.pith.ragcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.peer.AgainstLlama;
import dev.pith.ragcache.engine.peer.LlamaProcess;
import dev.pith.ragcache.engine.peer.LlamaSettings;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.Generator;
import dev.pith.ragcache.generate.GeneratorSettings;
import dev.pith.ragcache.generate.ScoredToken;
import dev.pith.ragcache.generate.ScoringRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How likely the engine and llama.cpp find the tokens of a given text. */
@AgainstLlama
class LlamaScoringTest {
  private static final String TEXT =
      "Okay, so 6 * 7 is 42.\n\nWait, is it?\n\nSo the answer is 42.";

  @Test
  void score_givenText_asLlama(LlamaProcess llama, @TempDir Path folder) throws IOException {
    Path path = folder.resolve("model.gguf");
    RandomModelFile.builder("qwen2").byteTokenizer().seed(5).write(path);
    GgufFile file = GgufFile.open(path);
    Tokenizer tokenizer = Tokenizer.of(file.metadata());
    int[] tokens = tokenizer.encode(TEXT, false, false);
    llama.load(path, new LlamaSettings(512, 128, 1, 1, false, false));
    List<float[]> logits =
        llama
            .decode(
                IntStream.range(0, tokens.length)
                    .mapToObj(i -> new LlamaProcess.Row(0, i, tokens[i], true))
                    .toList())
            .logits();

    try (Transformer engine = Transformer.load(file, EngineSettings.defaults().withThreads(1));
        Generator generator = Generator.start(engine, tokenizer, GeneratorSettings.defaults())) {
      List<ScoredToken> found = generator.score(ScoringRequest.ofTokens(tokens, 1)).join().tokens();

      assertThat(found).hasSize(tokens.length - 1);
      for (ScoredToken token : found) {
        assertThat(token.logProb())
            .as("token %s", token.index())
            .isEqualTo(Softmax.logProb(logits.get(token.index() - 1), token.id()), within(1e-4));
      }
    }
  }
}
