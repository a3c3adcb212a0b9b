package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.TokenScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAlignmentTest {

  @Test
  void of_prefixAndWhatWasGeneratedBehind_leavesTheTokensOfTheText() {
    TokenScores scores = align("Q:\n", "Hi.\n\nSo", "Q", ":\n", "Hi", ".\n\n", "So", " what");

    assertThat(scores)
        .isEqualTo(
            new TokenScores(
                new int[] {0, 2, 5}, new int[] {2, 5, 7}, new double[] {-0.02, -0.03, -0.04}));
  }

  @Test
  void of_tokenOverTheBorder_beginsBeforeTheText() {
    TokenScores scores = align("<think>\n", "So", "<think>", "\nSo");

    assertThat(scores.startChar(0)).isEqualTo(-1);
    assertThat(scores.at(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<s>", "<|begin_of_text|>"})
  void of_firstTokenThatIsNotInTheText_isPassedOver(String mark) {
    TokenScores scores = align("", "One two", mark, "One", " two");

    assertThat(scores.logProb(scores.at(0))).isEqualTo(-0.01);
    assertThat(scores.logProb(scores.at(4))).isEqualTo(-0.02);
  }

  @Test
  void of_spaceThatTheTokenizerPutsBefore_isNoneOfTheText() {
    TokenScores scores = align("", "One two", " One", " two");

    assertThat(scores.startChar(1)).isEqualTo(3);
    assertThat(align("", "One two", "<s>", " One", " two").startChar(1)).isEqualTo(3);
  }

  @Test
  void of_partsOfCharacters_theFirstHoldsAllOfThem() {
    TokenScores scores = align("", "a\uD83D\uDE00b", "a", "\uFFFD", "\uFFFD", "b");

    assertThat(scores.at(1)).isEqualTo(1);
    assertThat(scores.at(3)).isEqualTo(3);
    assertThat(scores.startChar(2)).isEqualTo(scores.endChar(2));
  }

  @Test
  void of_partsOfCharactersAtTheEnd_areBelieved() {
    assertThat(align("", "a\uD83D\uDE00", "a", "\uFFFD", "\uFFFD").at(1)).isEqualTo(1);
  }

  @Test
  void of_otherTokens_isEmpty() {
    assertThat(aligned("", "One two three", "I", " am", " sorry")).isEmpty();
    assertThat(aligned("", "One two three", "One", " two")).isEmpty();
    assertThat(aligned("", "One")).isEmpty();
  }

  @Test
  void of_logProbAboveZero_countsAsZero() {
    TokenScores scores =
        TokenAlignment.of("", "One", List.of("One"), new double[] {1e-7}).orElseThrow();

    assertThat(scores.logProb(0)).isZero();
  }

  @Test
  void of_anyDivisionOfAText_findsItAgain() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 500; round++) {
      List<String> tokens = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(1, 30); i > 0; i--) {
        String token = "ab \n.".repeat(2).substring(random.nextInt(5), 5 + random.nextInt(1, 6));
        tokens.add(token);
        text.append(token);
      }
      int prefix = random.nextInt(text.length());

      TokenScores scores =
          TokenAlignment.of(
                  text.substring(0, prefix),
                  text.substring(prefix),
                  tokens,
                  logProbs(tokens.size()))
              .orElseThrow();

      int at = text.length() - prefix;
      for (int token = scores.size() - 1; token >= 0; token--) {
        assertThat(scores.endChar(token)).as("round %d of seed 7", round).isEqualTo(at);
        at = scores.startChar(token);
      }
      assertThat(at).isLessThanOrEqualTo(0);
    }
  }

  private static TokenScores align(String prefix, String text, String... tokens) {
    return aligned(prefix, text, tokens).orElseThrow();
  }

  private static Optional<TokenScores> aligned(String prefix, String text, String... tokens) {
    return TokenAlignment.of(prefix, text, List.of(tokens), logProbs(tokens.length));
  }

  private static double[] logProbs(int tokens) {
    double[] logProbs = new double[tokens];
    Arrays.setAll(logProbs, token -> -token / 100.0);
    return logProbs;
  }
}
