package dev.pith.eval.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000);

  @Test
  void nanosUntil_unlimited_isAlwaysNow() {
    assertThat(new Pace(0, nanoTime::get).nanosUntil(1_000_000)).isZero();
  }

  @Test
  void nanosUntil_rate_countsFromTheStart() {
    Pace pace = new Pace(100, nanoTime::get);

    assertThat(pace.nanosUntil(0)).isZero();
    assertThat(pace.nanosUntil(50)).isEqualTo(500_000_000);
  }

  @Test
  void nanosUntil_lateTimer_catchesUp() {
    Pace pace = new Pace(100, nanoTime::get);

    nanoTime.addAndGet(490_000_000);

    assertThat(pace.nanosUntil(49)).isZero();
    assertThat(pace.nanosUntil(50)).isEqualTo(10_000_000);
  }
}
