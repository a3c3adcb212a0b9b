package dev.pith.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TokenScoresTest {
  /** Begin-of-text mark, "ab", two halves of one character, "c". */
  private static final TokenScores TOKENS =
      new TokenScores(
          new int[] {0, 0, 2, 4, 4}, new int[] {0, 2, 4, 4, 5}, new double[] {0, -1, -2, -3, -4});

  @Test
  void at_eachCharacter_isTheTokenThatHoldsIt() {
    assertThat(new int[] {TOKENS.at(0), TOKENS.at(1), TOKENS.at(2), TOKENS.at(3), TOKENS.at(4)})
        .containsExactly(1, 1, 2, 2, 4);
    assertThat(TOKENS.at(5)).isEqualTo(-1);
    assertThat(TOKENS.at(-1)).isEqualTo(-1);
  }

  @Test
  void at_aTokenThatBeganBeforeTheText_isFound() {
    TokenScores merged = new TokenScores(new int[] {-1, 2}, new int[] {2, 3}, new double[2]);

    assertThat(merged.at(0)).isEqualTo(0);
  }

  @Test
  void at_aGap_isNone() {
    TokenScores gap = new TokenScores(new int[] {0, 3}, new int[] {1, 4}, new double[2]);

    assertThat(gap.at(2)).isEqualTo(-1);
  }

  @Test
  void firstBehind_places_countTheTokensThatBeginBefore() {
    assertThat(TOKENS.firstBehind(-1)).isEqualTo(0);
    assertThat(TOKENS.firstBehind(0)).isEqualTo(2);
    assertThat(TOKENS.firstBehind(4)).isEqualTo(5);
  }

  @Test
  void new_impossibleTokens_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenScores(new int[1], new int[2], new double[1]))
        .withMessageContaining("1, 2, 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenScores(new int[] {0, 1}, new int[] {2, 3}, new double[2]))
        .withMessageContaining("token 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenScores(new int[1], new int[1], new double[] {0.1}))
        .withMessageContaining("at most 0: 0.1");
  }
}
