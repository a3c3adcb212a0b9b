package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class Utf8DetokenizerTest {

  /** Bytes that begin, continue and break characters of every length. */
  private static final int[] BYTES = {
    'a', 0x7F, 0x80, 0xBF, 0xC0, 0xC2, 0xC3, 0xDF, 0xE0, 0xA0, 0x9F, 0xE2, 0xED, 0xEF, 0xF0, 0x90,
    0x8F, 0xF1, 0xF4, 0xF5, 0xFF
  };

  private static final int SPACE_T = 263;
  private static final int TWO_SPACES = 270;

  @Test
  void next_anyBytesInAnyTokens_asTheJdkDecodesThemAtOnce() {
    for (long seed = 0; seed < 50; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      VocabularyFile file = VocabularyFile.bytePair("qwen2", List.of());
      List<String> words = new ArrayList<>();
      while (words.size() < 100) {
        String word = word(random);
        if (!words.contains(word)) {
          words.add(word);
          file.token(word, VocabularyFile.NORMAL);
        }
      }
      Tokenizer tokenizer = file.tokenizer();
      for (int run = 0; run < 100; run++) {
        int[] tokens = random.ints(random.nextInt(12), 0, tokenizer.size()).toArray();

        Detokenizer detokenizer = tokenizer.detokenizer(false);
        StringBuilder text = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
          text.append(detokenizer.next(token));
          bytes.writeBytes(tokenizer.bytes(token, false));
        }
        text.append(detokenizer.end());

        assertThat(text.toString())
            .as("seed %s, run %s", seed, run)
            .isEqualTo(bytes.toString(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void next_characterInThreeTokens_comesWithTheLast() {
    Detokenizer detokenizer = VocabularyFile.bytePair("qwen2").tokenizer().detokenizer(false);

    assertThat(detokenizer.next(0xE2)).isEmpty();
    assertThat(detokenizer.next(0x82)).isEmpty();
    assertThat(detokenizer.next(0xAC)).isEqualTo("€");
    assertThat(detokenizer.end()).isEmpty();
  }

  @Test
  void next_controlTokenInsideCharacter_writtenOutOrPassedOver() {
    Tokenizer tokenizer = VocabularyFile.bytePair("qwen2").tokenizer();
    Detokenizer hidden = tokenizer.detokenizer(false);
    Detokenizer shown = tokenizer.detokenizer(true);

    assertThat(hidden.next(0xC3) + hidden.next(278) + hidden.next(0xA9)).isEqualTo("é");
    assertThat(shown.next(0xC3) + shown.next(278) + shown.next(0xA9))
        .isEqualTo("\ufffd<|im_end|>\ufffd");
  }

  @Test
  void end_insideCharacter_replacementCharacter() {
    Detokenizer detokenizer = VocabularyFile.bytePair("qwen2").tokenizer().detokenizer(false);

    detokenizer.next(0xF0);
    detokenizer.next(0x9F);

    assertThat(detokenizer.end()).isEqualTo("\ufffd");
  }

  @Test
  void next_sentencePieceOpens_dropsOneSpace() {
    Tokenizer tokenizer = VocabularyFile.sentencePiece().tokenizer();

    assertThat(tokenizer.detokenizer(false).next(SPACE_T)).isEqualTo("t");
    assertThat(tokenizer.detokenizer(false).next(TWO_SPACES)).isEqualTo(" ");
    assertThat(tokenizer.continuation(1, false).next(SPACE_T)).isEqualTo("t");
    assertThat(tokenizer.continuation(SPACE_T, false).next(SPACE_T)).isEqualTo(" t");
  }

  private static String word(RandomGenerator random) {
    StringBuilder word = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      word.append(ByteAlphabet.charOf(BYTES[random.nextInt(BYTES.length)]));
    }
    return word.length() == 1 ? word.append(word).toString() : word.toString();
  }
}
