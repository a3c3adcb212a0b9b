package dev.pith.eval.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarTest {
  private static final Bar BAR = new Bar(8, scores(0.8, 0.9, 1_000, 500, 0));

  @Test
  void isBeatenBy_asGoodAtSixtyPercent_isTrue() {
    assertThat(BAR.isBeatenBy(scores(0.8, 0.9, 600, 500, 0))).isTrue();
    assertThat(BAR.isBeatenBy(scores(0.9, 1.0, 100, 100, 5))).isTrue();
  }

  @Test
  void isBeatenBy_oneThingWorse_isFalse() {
    assertThat(BAR.isBeatenBy(scores(0.799, 1, 100, 100, 0))).isFalse();
    assertThat(BAR.isBeatenBy(scores(1, 0.899, 100, 100, 0))).isFalse();
    assertThat(BAR.isBeatenBy(scores(1, 1, 601, 100, 0))).isFalse();
    assertThat(BAR.isBeatenBy(scores(1, 1, 600, 501, 0))).isFalse();
  }

  @Test
  void isBeatenBy_probes_areCharged() {
    assertThat(BAR.isBeatenBy(scores(1, 1, 600, 100, 1))).isFalse();
    assertThat(BAR.tokenShare(scores(1, 1, 500, 100, 5))).isCloseTo(0.6, within(1e-12));
  }

  @Test
  void slack_isThatOfTheWorst() {
    assertThat(BAR.slack(scores(1, 0.91, 100, 100, 0))).isCloseTo(1, within(1e-9));
    assertThat(BAR.slack(scores(1, 1, 700, 100, 0))).isCloseTo(-1, within(1e-9));
  }

  private static VoteScores scores(
      double right, double agrees, double tokens, double time, double probes) {
    return new VoteScores(
        List.of(new VoteScores.Question(true, right, agrees, tokens, time, probes, 1, 1)));
  }
}
