package dev.pith.plugin.savings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

  /** Ends as published tables have them. */
  @ParameterizedTest
  @CsvSource({
    "8, 10, 0.4902, 0.9433",
    "0, 20, 0.0000, 0.1611",
    "20, 20, 0.8389, 1.0000",
    "81, 263, 0.2553, 0.3662"
  })
  void ofShare_isTheIntervalOfWilson(long hits, long draws, double low, double high) {
    Interval share = Interval.ofShare(hits, draws);

    assertThat(share.value()).isEqualTo((double) hits / draws);
    assertThat(share.low()).isCloseTo(low, within(1e-4));
    assertThat(share.high()).isCloseTo(high, within(1e-4));
  }
}
