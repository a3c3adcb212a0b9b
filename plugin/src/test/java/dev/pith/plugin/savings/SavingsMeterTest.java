package dev.pith.plugin.savings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.plugin.savings.RequestSavings.Outcome;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SavingsMeterTest {

  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @Test
  void snapshot_requestsOfEveryKind_areCountedByOutcomeAndReason() {
    SavingsMeter meter = new SavingsMeter();

    meter.requestEnded(RequestSavings.passed("tools"));
    meter.requestEnded(RequestSavings.passed("tools"));
    meter.requestEnded(
        new RequestSavings(Outcome.CUT, "repetition", OptionalLong.of(100), UNKNOWN));
    meter.requestEnded(new RequestSavings(Outcome.OBSERVED, "no-answer", UNKNOWN, UNKNOWN));
    meter.requestEnded(
        new RequestSavings(
            Outcome.WOULD_CUT, "overthinking", OptionalLong.of(300), OptionalLong.of(120)));
    meter.requestEnded(new RequestSavings(Outcome.WOULD_CUT, "budget", UNKNOWN, UNKNOWN));
    meter.continuationFailed();
    meter.ownFailure();
    meter.verifierFailed();
    meter.verifierAsked(OptionalLong.of(5));
    meter.verifierAsked(OptionalLong.of(2));
    meter.verifierAsked(UNKNOWN);

    assertThat(meter.snapshot())
        .isEqualTo(
            new SavingsSnapshot(
                6,
                Map.of("tools", 2L),
                Map.of("no-answer", 1L),
                Map.of("overthinking", 1L, "budget", 1L),
                Map.of("repetition", 1L),
                1,
                1,
                1,
                new KnownSum(7, 2, 1),
                new KnownSum(400, 2, 2),
                new KnownSum(120, 1, 1)));
  }

  @Test
  void snapshot_isNotChangedByLaterRequests() {
    SavingsMeter meter = new SavingsMeter();
    SavingsSnapshot before = meter.snapshot();

    meter.requestEnded(RequestSavings.passed("off"));

    assertThat(before.requests()).isZero();
    assertThat(before.passed()).isEmpty();
  }

  @Test
  void requestSavings_nonsense_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> RequestSavings.passed(" "));
  }
}
