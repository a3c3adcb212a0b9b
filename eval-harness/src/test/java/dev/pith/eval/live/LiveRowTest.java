package dev.pith.eval.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LiveRowTest {

  private static final Problem PROBLEM =
      Worlds.draw(Family.ORDERING, 2, Split.TEST, new SplittableRandom(1));

  @Test
  void of_halfTheThinkingAndOneMoreError_isWeighedByTokensNetOfTheVerifier() {
    List<LiveAnswer> full = new ArrayList<>();
    List<LiveAnswer> cut = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      full.add(answer(i < 9, 400, 0));
      cut.add(answer(i < 8, 150, 50));
    }

    LiveRow row = LiveRow.of("all", "all", LivePolicy.PITH_MODEL, cut, full, 1);

    assertThat(row.problems()).isEqualTo(10);
    assertThat(row.accuracy()).isEqualTo(0.8);
    assertThat(row.difference()).isCloseTo(-0.1, within(1e-12));
    assertThat(row.saved()).isCloseTo(0.5, within(1e-12));
    assertThat(row.savedCi95().low()).isCloseTo(0.5, within(1e-12));
    assertThat(row.thinkingTokens()).isEqualTo(1_500);
    assertThat(row.verifierTokens()).isEqualTo(500);
    assertThat(row.seconds()).isEqualTo(2);
  }

  @Test
  void of_eightOfTen_hasTheIntervalOfWilson() {
    List<LiveAnswer> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(answer(i < 8, 1, 0));
    }

    LiveRow row = LiveRow.of("all", "all", LivePolicy.FULL, answers, answers, 1);

    assertThat(row.ci95().low()).isCloseTo(0.4902, within(1e-4));
    assertThat(row.ci95().high()).isCloseTo(0.9433, within(1e-4));
    assertThat(row.difference()).isZero();
    assertThat(row.saved()).isZero();
  }

  @Test
  void of_oddNumbersOfTokens_intervalHoldsTheMean() {
    SplittableRandom random = new SplittableRandom(3);
    List<LiveAnswer> full = new ArrayList<>();
    List<LiveAnswer> cut = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int tokens = random.nextInt(100, 900);
      full.add(answer(random.nextInt(10) > 0, tokens, 0));
      cut.add(answer(random.nextInt(10) > 1, random.nextInt(50, tokens), 0));
    }

    LiveRow row = LiveRow.of("all", "all", LivePolicy.PITH, cut, full, 5);

    assertThat(row.saved()).isBetween(row.savedCi95().low(), row.savedCi95().high());
    assertThat(row.savedCi95().low()).isLessThan(row.savedCi95().high());
    assertThat(row.difference()).isBetween(row.differenceCi95().low(), row.differenceCi95().high());
  }

  static LiveAnswer answer(boolean right, double thinking, double verifier) {
    return new LiveAnswer(
        PROBLEM, "text", right, true, thinking, verifier, thinking + verifier + 8, 2);
  }
}
