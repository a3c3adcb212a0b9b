package dev.pith.plugin.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.verifier.vote.WaveSettings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoteOptionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"low-latency", "balanced", "cheap"})
  void named_eachName_looksAtFinishedBranchesAlone(String name) {
    assertThat(VoteOptions.NAMES).contains(name);
    assertThat(VoteOptions.named(name).waves().probes()).isFalse();
  }

  @Test
  void named_unknownName_saysWhichThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VoteOptions.named("fast"))
        .withMessage("must be one of [low-latency, balanced, cheap]: fast");
  }

  @Test
  void set_everyKindOfValue_isTaken() {
    VoteOptions options =
        VoteOptions.builder(VoteOptions.named("cheap"))
            .set("first", 2)
            .set("confidence", 0.9)
            .set("unreadableVotes", true)
            .set("silenceMs", 250)
            .build();

    assertThat(options.waves())
        .isEqualTo(new WaveSettings(2, 64, 8, 40, 0, 8, 8, true, 0.9, 2, 2, false, 0.6, 10));
    assertThat(options.silence()).isEqualTo(Duration.ofMillis(250));
    assertThat(options.stepTokens()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          frist      | 1   | frist is unknown; did you mean first?
          first      | 0   | first must be at least 1: 0
          first      | 1.5 | first must be a whole number: 1.5
          confidence | 7   | confidence must be in [0.5, 1]: 7.0
          stepTokens | 0   | stepTokens must be in [1, 2147483647]: 0
          silenceMs  | 0   | silenceMs must be in [1, 2147483647]: 0
          """)
  void set_nonsense_isRefusedByName(String key, double value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VoteOptions.builder().set(key, value).build())
        .withMessage(message);
  }

  @Test
  void set_otherType_isRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VoteOptions.builder().set("prune", 1).build())
        .withMessage("prune must be true or false: 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VoteOptions.builder().set("hold", "long").build())
        .withMessage("hold must be a whole number: long");
  }

  @Test
  void systemTimer_dueAndTakenBack_runsOnlyTheFirst() throws InterruptedException {
    CountDownLatch due = new CountDownLatch(1);
    AtomicInteger takenBack = new AtomicInteger();
    VoteTimer timer = VoteTimer.system();

    timer.after(Duration.ofMillis(1), takenBack::incrementAndGet).run();
    timer.after(Duration.ofMillis(2), due::countDown);

    assertThat(due.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(takenBack).hasValueLessThanOrEqualTo(1);
  }
}
