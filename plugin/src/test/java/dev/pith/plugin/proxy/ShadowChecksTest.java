package dev.pith.plugin.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.plugin.savings.SavingsSettings.ShadowChecking;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShadowChecksTest {

  @Test
  void draw_share_isDrawn() {
    ShadowChecks checks = new ShadowChecks(new ShadowChecking(0.25, 1), new Random(1)::nextDouble);

    long drawn = IntStream.range(0, 10_000).filter(i -> checks.draw()).count();

    assertThat(drawn).isBetween(2_350L, 2_650L);
    assertThat(checks.areOn()).isTrue();
  }

  @Test
  void draw_noShare_drawsNothing() {
    ShadowChecks checks = new ShadowChecks(new ShadowChecking(0, 1), () -> 0);

    assertThat(checks.areOn()).isFalse();
    assertThat(checks.draw()).isFalse();
  }

  @Test
  void shadowChecking_outOfRange_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ShadowChecking(1.1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ShadowChecking(Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ShadowChecking(0.5, 0));
  }
}
