package dev.pith.verifier.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadConfidenceTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.5",
    "1, 0, 0.75",
    "2, 0, 0.875",
    "3, 0, 0.9375",
    "4, 0, 0.96875",
    "4, 1, 0.890625",
    "5, 1, 0.9375",
    "7, 2, 0.9453125",
    "8, 3, 0.927001953",
    "32, 32, 0.5",
    "2.3, 0.3, 0.852480235",
    "4.6, 1.3, 0.896636351",
    "0.3, 0, 0.593873802"
  })
  void of_vector_isThat(double leader, double runnerUp, double confidence) {
    assertThat(LeadConfidence.of(leader, runnerUp)).isCloseTo(confidence, within(6e-10));
  }

  @Test
  void of_wholeVotes_isTheBinomialSum() {
    for (int leader = 0; leader <= 128; leader += 7) {
      for (int runnerUp = 0; runnerUp <= leader; runnerUp += 3) {
        assertThat(LeadConfidence.of(leader, runnerUp))
            .as("%s to %s", leader, runnerUp)
            .isCloseTo(binomial(leader, runnerUp), within(1e-12));
      }
    }
  }

  @Test
  void of_manyVotes_staysAProbability() {
    assertThat(LeadConfidence.of(1e6, 0)).isEqualTo(1);
    assertThat(LeadConfidence.of(5e5, 5e5)).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void of_nonsense_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> LeadConfidence.of(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> LeadConfidence.of(1, -0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> LeadConfidence.of(Double.NaN, 0));
  }

  /** Returns 1 - sum of C(n, k) / 2^n over k from v1 + 1 to n, where n = v1 + v2 + 1. */
  private static double binomial(int leader, int runnerUp) {
    int n = leader + runnerUp + 1;
    BigInteger sum = BigInteger.ZERO;
    BigInteger choose = BigInteger.ONE;
    for (int k = 0; k <= leader; k++) {
      sum = sum.add(choose);
      choose = choose.multiply(BigInteger.valueOf(n - k)).divide(BigInteger.valueOf(k + 1));
    }
    return new BigDecimal(sum)
        .divide(new BigDecimal(BigInteger.TWO.pow(n)), MathContext.DECIMAL64)
        .doubleValue();
  }
}
