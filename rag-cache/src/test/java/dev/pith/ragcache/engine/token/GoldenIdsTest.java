package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenIdsTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"qwen2", "llama-bpe", "gpt-2", "smollm", "spm"})
  void encode_goldenTexts_idsOfLlama(String vocabulary) throws IOException {
    Tokenizer tokenizer = VocabularyFile.trained(vocabulary).tokenizer();

    List<GoldenIds> golden = GoldenIds.read(vocabulary);

    assertThat(golden).hasSizeGreaterThan(50);
    for (GoldenIds expected : golden) {
      int[] ids = tokenizer.encode(expected.text(), true, expected.parseSpecial());

      assertThat(GoldenIds.join(ids))
          .as("parseSpecial %s: %s", expected.parseSpecial(), expected.text())
          .isEqualTo(expected.ids());
    }
  }
}
