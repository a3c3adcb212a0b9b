package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowedVoteTest {
  private static final TrimSettings NO_FLOORS =
      TrimSettings.pith()
          .with("min-thinking-tokens", "0")
          .with("revision-cooldown-tokens", "0")
          .with("min-check-gap-tokens", "0")
          .with("vote-window", "5")
          .with("votes-needed", "3")
          .with("votes-after-dissent", "2");

  /** Upper case states a class, lower case states it with doubt, anything else states nothing. */
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "AA, never",
    "AAA, 3",
    "A-A-A, 5",
    "A?A?A, 5",
    "BAAA, 4",
    "AAAB, 3",
    "AABA, never",
    "AABAA, 5",
    "AABBAA, 6",
    "AABBBAAA, 5",
    "ABABABAB, never",
    "ABCABC, never",
    "AaAA, 4",
    "aaa, never",
    "AAaa, never",
    "AbAA, 4",
    "AAbAA, 5",
    "AAbA, never",
    "----, never"
  })
  void state_sequence_settlesWhereTheVectorSays(String sequence, String expected) {
    WindowedVote vote = new WindowedVote(NO_FLOORS);

    String settled = "never";
    for (int i = 0; i < sequence.length() && settled.equals("never"); i++) {
      char c = sequence.charAt(i);
      if (Character.isLetter(c)
          && vote.state(Character.toUpperCase(c) - 'A', Character.isLowerCase(c), 100L * i)
              .isEmpty()) {
        settled = String.valueOf(i + 1);
      }
    }

    assertThat(settled).isEqualTo(expected);
  }

  @Test
  void state_sameAnswerWithinTheGap_isOneVote() {
    WindowedVote vote = new WindowedVote(NO_FLOORS.with("min-check-gap-tokens", "64"));

    assertThat(vote.state(0, false, 0)).contains(Abstention.TOO_FEW);
    assertThat(vote.state(0, false, 63)).contains(Abstention.TOO_FEW);
    assertThat(vote.state(0, false, 64)).contains(Abstention.TOO_FEW);
    assertThat(vote.state(0, false, 128)).isEmpty();
  }

  @Test
  void state_belowTheFloor_abstainsAndSettlesLater() {
    WindowedVote vote = new WindowedVote(NO_FLOORS.with("min-thinking-tokens", "300"));

    vote.state(0, false, 100);
    vote.state(0, false, 200);

    assertThat(vote.state(0, false, 299)).contains(Abstention.BELOW_FLOOR);
    assertThat(vote.state(0, false, 300)).isEmpty();
  }

  @Test
  void state_withinTheCooldown_abstainsAndSettlesLater() {
    WindowedVote vote = new WindowedVote(NO_FLOORS.with("revision-cooldown-tokens", "200"));

    vote.state(1, false, 900);
    vote.state(0, false, 1000);
    vote.state(0, false, 1100);

    assertThat(vote.state(0, false, 1199)).contains(Abstention.COOLDOWN);
    assertThat(vote.state(0, false, 1200)).isEqualTo(Optional.empty());
  }
}
