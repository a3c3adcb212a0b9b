package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.token.Detokenizer;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
  private static final String TEXT = "Mia has 12 red kites. Mia has 7 more red kites than Ned.\n\n";

  @TempDir private Path folder;

  @Test
  void train_frequentWords_becomeOneToken() throws IOException {
    Tokenizer tokenizer = tokenizer(TEXT.repeat(20), 400);

    assertThat(tokenizer.encode(" kites", false, false)).hasSize(1);
    assertThat(tokenizer.encode(" kites has", false, false)).hasSize(2);
  }

  @Test
  void train_numbers_stayDigits() throws IOException {
    Tokenizer tokenizer = tokenizer(TEXT.repeat(20), 400);

    assertThat(tokenizer.encode("1212", false, false)).containsExactly('1', '2', '1', '2');
  }

  @Test
  void train_anyText_comesBack() throws IOException {
    Tokenizer tokenizer = tokenizer(TEXT, 400);
    String text = "Ünïcode \uD83D\uDE80,\ttabs\r\n  and 3 spaces   ";

    Detokenizer decoder = tokenizer.detokenizer(true);
    StringBuilder back = new StringBuilder();
    for (int id : tokenizer.encode(text, false, true)) {
      back.append(decoder.next(id));
    }

    assertThat(back.append(decoder.end()).toString()).isEqualTo(text);
  }

  @Test
  void train_specialTokens_areWhatEndsTurnsAndThinking() throws IOException {
    Tokenizer tokenizer = tokenizer(TEXT, 400);

    assertThat(tokenizer.encode("<|im_end|></think>", false, true)).hasSize(2);
    assertThat(tokenizer.encode("<|im_end|>", false, false)).hasSizeGreaterThan(1);
    assertThat(tokenizer.endsGeneration(tokenizer.idOf("<|im_end|>").orElseThrow())).isTrue();
  }

  @Test
  void train_sameText_sameMerges() {
    assertThat(vocabulary(TEXT, 300).mergeTexts()).isEqualTo(vocabulary(TEXT, 300).mergeTexts());
    assertThat(vocabulary(TEXT, 300).size()).isLessThanOrEqualTo(300);
  }

  private Tokenizer tokenizer(String text, int size) throws IOException {
    return vocabulary(text, size).write(folder.resolve("tokenizer.gguf"));
  }

  private static BpeVocabulary vocabulary(String text, int size) {
    BpeTrainer trainer = new BpeTrainer();
    trainer.add(text);
    return trainer.train(size);
  }
}
