package dev.pith.ragcache.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogProbsTest {

  private final LogProbs logProbs = new LogProbs(4);

  @Test
  void of_anyRow_logOfTheSoftmax() {
    logProbs.read(new float[] {1, 2, 3, 4});

    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3) + Math.exp(4);
    assertThat(logProbs.of(2)).isEqualTo(3 - Math.log(sum), within(1e-12));
  }

  @Test
  void of_largeLogits_noOverflow() {
    logProbs.read(new float[] {1e30f, 1e30f, -1e30f, Float.NEGATIVE_INFINITY});

    assertThat(logProbs.of(0)).isEqualTo(Math.log(0.5), within(1e-12));
    assertThat(logProbs.of(3)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void top_ties_fallingThenLowerId() {
    logProbs.read(new float[] {1, 2, 0, 2});

    assertThat(logProbs.top(3)).extracting(TokenLogProb::id).containsExactly(1, 3, 0);
    assertThat(logProbs.top(3).get(2).logProb()).isEqualTo(logProbs.of(0));
  }

  @Test
  void top_moreThanThereAre_all() {
    logProbs.read(new float[] {1, 2, 0, 3});

    assertThat(logProbs.top(20)).extracting(TokenLogProb::id).containsExactly(3, 1, 0, 2);
    assertThat(logProbs.top(0)).isEmpty();
  }

  @Test
  void read_notANumber_refusedWithTheToken() {
    assertThatThrownBy(() -> logProbs.read(new float[] {1, 2, Float.NaN, 0}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the logit of token 2 is NaN");
  }
}
