package dev.pith.ragcache.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingSettingsTest {

  @ParameterizedTest(name = "{1}")
  @MethodSource("nonsense")
  void build_outOfRange_refusedWithTheValue(SamplingSettings.Builder settings, String message) {
    assertThatThrownBy(settings::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        Arguments.of(settings().temperature(-0.1), "temperature must be >= 0 and finite: -0.1"),
        Arguments.of(
            settings().temperature(Double.NaN), "temperature must be >= 0 and finite: NaN"),
        Arguments.of(settings().topK(-1), "topK must be >= 0: -1"),
        Arguments.of(settings().topP(0), "topP must be in (0, 1]: 0.0"),
        Arguments.of(settings().topP(1.01), "topP must be in (0, 1]: 1.01"),
        Arguments.of(settings().minP(Double.NaN), "minP must be in [0, 1]: NaN"),
        Arguments.of(
            settings().repetitionPenalty(0), "repetitionPenalty must be > 0 and finite: 0.0"),
        Arguments.of(settings().repetitionWindow(-1), "repetitionWindow must be >= 0: -1"),
        Arguments.of(
            settings().frequencyPenalty(Double.NaN), "frequencyPenalty must be finite: NaN"),
        Arguments.of(
            settings().presencePenalty(Double.POSITIVE_INFINITY),
            "presencePenalty must be finite: Infinity"),
        Arguments.of(
            settings().logitBias(Map.of(-3, 1.0)), "a token of logitBias must be >= 0: -3"),
        Arguments.of(
            settings().logitBias(Map.of(3, Double.NaN)),
            "logitBias must be finite or -Infinity for token 3: NaN"));
  }

  @Test
  void greedy_default_choosesWithoutChance() {
    assertThat(SamplingSettings.greedy().temperature()).isZero();
    assertThat(SamplingSettings.greedy().seed()).isEmpty();
  }

  private static SamplingSettings.Builder settings() {
    return SamplingSettings.builder();
  }
}
