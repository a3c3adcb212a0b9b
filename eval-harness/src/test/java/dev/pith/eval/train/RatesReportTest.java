package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.trim.TrimSettings;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rates imply what the embedded model is wanted for: thinking helps, and too much is done. */
class RatesReportTest {
  private static List<RatesReport.Row> rows = List.of();

  @BeforeAll
  static void write() {
    TrimSettings settings =
        TrimSettings.pith().with("min-thinking-tokens", "0").with("min-check-gap-tokens", "16");
    rows = new RatesReport(TraceRates.defaults(), settings).rows(60, 1);
  }

  @Test
  void rows_easyHalf_isNearlyAlwaysRightInTheEnd() {
    assertThat(row("easy").full()).isGreaterThan(0.97);
  }

  @Test
  void rows_hardHalf_needsItsThinking() {
    assertThat(row("hard").full() - row("hard").first()).isGreaterThan(0.15);
  }

  @Test
  void rows_afterTwoEqualAnswers_halfOfTheThinkingIsLeft() {
    assertThat(row("all").settledSaving()).isBetween(0.45, 0.65);
    assertThat(row("all").full() - row("all").settled()).isLessThan(0.02);
  }

  @Test
  void rows_trimmer_savesFortyPercentAtOnePoint() {
    assertThat(row("all").trimmedSaving()).isGreaterThan(0.40);
    assertThat(row("all").full() - row("all").trimmed()).isLessThan(0.02);
  }

  @Test
  void rows_slips_growWithDifficulty() {
    assertThat(row("easy").first()).isGreaterThan(row("hard").first());
  }

  private static RatesReport.Row row(String difficulty) {
    return rows.stream()
        .filter(row -> row.family().equals("all") && row.difficulty().equals(difficulty))
        .findFirst()
        .orElseThrow();
  }
}
