package dev.pith.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {

  @ParameterizedTest(name = "pYes {0}")
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void new_notAProbability_refused(double pYes) {
    assertThatThrownBy(() -> new Verdict(pYes, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(pYes));
  }

  @Test
  void new_negativeCost_refused() {
    assertThatThrownBy(() -> new Verdict(0.5, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("promptTokens must be at least 0: -1");
  }

  @Test
  void certain_isFree() {
    assertThat(Verdict.certain(true)).isEqualTo(new Verdict(1.0, 0));
    assertThat(Verdict.certain(false)).isEqualTo(new Verdict(0.0, 0));
  }
}
