package dev.pith.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        .hasMessage("tokens must be at least 0: -1");
  }

  @ParameterizedTest(name = "pYes {0}, margin {1}: {2}")
  @CsvSource({
    "0.71, 0.2, Yes",
    "0.7, 0.2, ",
    "0.5, 0.2, ",
    "0.31, 0.2, ",
    "0.3, 0.2, No",
    "0.5, 0, No",
    "0.500001, 0, Yes"
  })
  void decision_marginAroundOneHalf_isLeftOpen(double pYes, double margin, String expected) {
    Optional<String> decision =
        new Verdict(pYes, 0).decision(margin).map(yes -> yes ? "Yes" : "No");

    assertThat(decision).isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void abstention_decidesNothingAndKeepsItsPrice() {
    Verdict abstention = Verdict.abstention(OptionalLong.of(7));

    assertThat(abstention.decision(0)).isEmpty();
    assertThat(abstention.tokens()).hasValue(7);
  }

  @Test
  void certain_isFree() {
    assertThat(Verdict.certain(true)).isEqualTo(new Verdict(1.0, 0));
    assertThat(Verdict.certain(false)).isEqualTo(new Verdict(0.0, 0));
  }
}
