package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SentencePieceCodecTest {

  @Test
  void encode_randomPiecesAndScores_asPairByPair() {
    for (long seed = 0; seed < 200; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      VocabularyFile file = VocabularyFile.sentencePiece(List.of());
      List<String> pieces = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        String piece = word(random, 1 + random.nextInt(4));
        if (!pieces.contains(piece)) {
          pieces.add(piece);
          file.token(piece, VocabularyFile.NORMAL, -random.nextInt(6));
        }
      }
      Tokenizer tokenizer = file.flag("tokenizer.ggml.add_space_prefix", false).tokenizer();
      Map<String, Float> scores = file.scoresOf(pieces);
      String text = word(random, random.nextInt(30));

      List<String> joined = new ArrayList<>();
      for (int token : tokenizer.encode(text, false, false)) {
        joined.add(tokenizer.nameOf(token));
      }

      assertThat(joined).as("seed %s", seed).isEqualTo(pairByPair(scores, text));
    }
  }

  @Test
  void encode_characterWithoutToken_itsBytes() {
    Tokenizer tokenizer = VocabularyFile.sentencePiece().tokenizer();

    int[] tokens = tokenizer.encode("é", false, false);

    assertThat(tokens).containsExactly(259, 3 + 0xC3, 3 + 0xA9);
  }

  @Test
  void encode_noByteTokens_unknownPerCharacter() {
    Tokenizer tokenizer =
        VocabularyFile.withoutBytes().token("▁", VocabularyFile.NORMAL).tokenizer();

    assertThat(tokenizer.encode("é x", false, false)).containsExactly(3, 0, 3, 0);
  }

  @Test
  void encode_byteTokenWrittenOut_staysText() {
    Tokenizer tokenizer =
        VocabularyFile.sentencePiece(List.of("<0x0", "A", ">", "A>", "<", "0", "x", "<0", "<0x"))
            .tokenizer();

    assertThat(tokenizer.encode("<0x0A>", false, true)).doesNotContain(3 + 0x0A);
  }

  @Test
  void encode_spacePrefix_afterEverySpecialToken() {
    Tokenizer tokenizer =
        VocabularyFile.sentencePiece().token("<think>", VocabularyFile.USER_DEFINED).tokenizer();

    assertThat(tokenizer.encode("t<think>t", false, false)).containsExactly(263, 272, 263);
  }

  private static String word(RandomGenerator random, int length) {
    return random
        .ints(length, 'a', 'e')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static List<String> pairByPair(Map<String, Float> scores, String text) {
    List<String> left = new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
    int best = 0;
    while (best >= 0) {
      best = -1;
      float bestScore = Float.NEGATIVE_INFINITY;
      for (int i = 0; i + 1 < left.size(); i++) {
        Float score = scores.get(left.get(i) + left.get(i + 1));
        if (score != null && score > bestScore) {
          best = i;
          bestScore = score;
        }
      }
      if (best >= 0) {
        left.set(best, left.get(best) + left.remove(best + 1));
      }
    }
    left.replaceAll(
        piece -> scores.containsKey(piece) ? piece : "<0x%02X>".formatted((int) piece.charAt(0)));
    return left;
  }
}
