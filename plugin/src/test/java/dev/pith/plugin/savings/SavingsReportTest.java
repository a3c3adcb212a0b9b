package dev.pith.plugin.savings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pith.plugin.savings.ShadowCheck.Result;
import dev.pith.verifier.detect.ProbeCost;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavingsReportTest {
  private static final Prices PRICES =
      new Prices(
          OptionalDouble.of(1),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.of(4),
          OptionalDouble.of(1));

  @Test
  void report_bothArms_savesTokensTimeAndMoney() {
    SavingsMeter meter = new SavingsMeter(PRICES, List.of());
    for (int i = 0; i < 10; i++) {
      meter.answerEnded(Records.observed("c" + i, 100));
      meter.answerEnded(Records.cut("t" + i, 60));
    }

    SavingsReport report = meter.report(0.1, 0, null);

    assertThat(report.measured().tokensSaved().value()).isCloseTo(400, within(1e-9));
    assertThat(report.measured().percentSaved().value()).isCloseTo(40, within(1e-9));
    CostReport cost = report.estimated();
    assertThat(cost.millisPerToken()).isCloseTo(10, within(0.2));
    assertThat(cost.handOverMillis()).isCloseTo(250, within(1e-6));
    assertThat(cost.millisSaved().value())
        .isCloseTo(400 * cost.millisPerToken() - 250, within(1e-6));
    assertThat(cost.verifierTokens()).isEqualTo(new KnownSum(300, 20, 0));
    assertThat(cost.continuationPromptTokens()).isEqualTo(new KnownSum(800, 10, 0));
    assertThat(cost.moneySaved().value())
        .as("400 output tokens at 4, less 800 prompt and 300 verifier tokens at 1")
        .isCloseTo((1_600 - 1_100) / 1e6, within(1e-12));
  }

  @Test
  void report_shadowChecks_areCountedAndCost() {
    SavingsMeter meter = new SavingsMeter(PRICES, List.of());
    for (int i = 0; i < 10; i++) {
      meter.answerEnded(Records.observed("c" + i, 100));
      meter.answerEnded(Records.cut("t" + i, 60));
    }
    CostReport before = meter.report(0.1, 0.5, null).estimated();
    for (int i = 0; i < 10; i++) {
      Result result = i < 8 ? Result.SAME : Result.CHANGED;
      meter.answerEnded(
          Records.checked("s" + i, ShadowCheck.compared(result, ProbeCost.of(60, 50, 9))));
    }
    meter.answerEnded(
        Records.checked("u", ShadowCheck.compared(Result.UNDECIDED, ProbeCost.of(60, 50, 9))));
    meter.answerEnded(Records.checked("n", ShadowCheck.notAsked("busy")));

    SavingsReport report = meter.report(0.1, 0.5, null);

    ShadowCheckReport check = report.shadowCheck();
    assertThat(check.share()).isEqualTo(0.5);
    assertThat(check.asked()).isEqualTo(11);
    assertThat(check.same()).isEqualTo(8);
    assertThat(check.changed()).isEqualTo(2);
    assertThat(check.undecided()).isEqualTo(1);
    assertThat(check.failed()).isEmpty();
    assertThat(check.notAsked()).isEqualTo(Map.of("busy", 1L));
    assertThat(check.changedShare()).isEqualTo(Interval.ofShare(2, 10));
    assertThat(check.promptTokens()).isEqualTo(new KnownSum(660, 11, 0));
    assertThat(check.outputTokens()).isEqualTo(new KnownSum(99, 11, 0));
    assertThat(report.shadow().wouldCut()).isEqualTo(12);
    assertThat(before.moneySaved().value() - report.estimated().moneySaved().value())
        .as("660 prompt tokens at 1 and 99 output tokens at 4")
        .isCloseTo((660 + 4 * 99) / 1e6, within(1e-12));
  }

  @Test
  void report_checkOfUnknownPrice_claimsNoMoney() {
    SavingsMeter meter = new SavingsMeter(PRICES, List.of());
    for (int i = 0; i < 3; i++) {
      meter.answerEnded(Records.observed("c" + i, 100));
      meter.answerEnded(Records.cut("t" + i, 60));
    }
    meter.answerEnded(
        Records.checked("f", ShadowCheck.failed("continuation-broken", ProbeCost.UNKNOWN)));

    SavingsReport report = meter.report(0.1, 0.5, null);

    assertThat(report.estimated().moneySaved()).isNull();
    assertThat(report.shadowCheck().failed()).isEqualTo(Map.of("continuation-broken", 1L));
    assertThat(report.shadowCheck().changedShare()).isNull();
    assertThat(report.shadowCheck().promptTokens()).isEqualTo(new KnownSum(0, 0, 1));
  }

  @Test
  void report_noPrices_claimsNoMoney() {
    SavingsMeter meter = new SavingsMeter();
    for (int i = 0; i < 3; i++) {
      meter.answerEnded(Records.observed("c" + i, 100));
      meter.answerEnded(Records.cut("t" + i, 60));
    }

    CostReport cost = meter.report(0.1, 0, null).estimated();

    assertThat(cost.moneySaved()).isNull();
    assertThat(cost.money()).isNull();
    assertThat(cost.moneyUnknown()).isEqualTo(6);
  }

  @Test
  void report_asJson_leavesOutWhatIsUnknown() {
    JsonNode json = new ObjectMapper().valueToTree(new SavingsMeter().report(0.1, 0, null));

    assertThat(json.path("measured").has("tokensSaved")).isFalse();
    assertThat(json.path("estimated").has("moneySaved")).isFalse();
    assertThat(json.path("holdoutShare").doubleValue()).isEqualTo(0.1);
  }

  @Test
  void answerEnded_listenerFails_isCountedAllTheSame() {
    SavingsMeter meter =
        new SavingsMeter(
            Prices.UNKNOWN,
            List.of(
                answer -> {
                  throw new IllegalStateException("disk");
                }));

    meter.answerEnded(Records.cut("t", 60));

    assertThat(meter.snapshot().requests()).isEqualTo(1);
  }

  @Test
  void accept_answers_areInThePrometheusText() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    SavingsMeter meter = new SavingsMeter(Prices.UNKNOWN, List.of(new RequestMetrics(registry)));

    meter.answerEnded(Records.observed("c", 100));
    meter.answerEnded(Records.cut("t", 60));

    assertThat(registry.scrape())
        .contains(
            "gen_ai_client_token_usage_tokens_sum{gen_ai_operation_name=\"chat\","
                + "gen_ai_request_model=\"m\",gen_ai_token_type=\"output\"} 160.0",
            "gen_ai_client_operation_duration_seconds_bucket",
            "gen_ai_server_time_to_first_token_seconds_count",
            "pith_answers_total{arm=\"treated\",gen_ai_operation_name=\"chat\","
                + "gen_ai_request_model=\"m\",outcome=\"cut\",reason=\"converged\"} 1.0");
  }

  @Test
  void open_withALedger_goesOnWhereItWas(@TempDir Path folder) throws IOException {
    SavingsSettings settings =
        new SavingsSettings(
            new Holdout(0.1, ""),
            new SavingsSettings.ShadowChecking(0, 1),
            PRICES,
            folder.resolve("ledger.jsonl"));
    try (SavingsBooks books = SavingsBooks.open(settings)) {
      for (int i = 0; i < 5; i++) {
        books.meter().answerEnded(Records.observed("c" + i, 100));
        books.meter().answerEnded(Records.cut("t" + i, 60));
      }
    }

    try (SavingsBooks again = SavingsBooks.open(settings)) {
      assertThat(again.report().measured().percentSaved().value()).isCloseTo(40, within(1e-9));
      assertThat(again.report().ledger().lost()).isZero();
      assertThat(again.metrics()).contains("pith_holdout_saved_percent 40.0");
      assertThat(again.meter().snapshot().requests()).as("counts begin anew").isZero();
    }
  }
}
