package dev.pith.eval.report;

import static dev.pith.eval.report.SampleOutcomes.LARGE;
import static dev.pith.eval.report.SampleOutcomes.SMALL;
import static dev.pith.eval.report.SampleOutcomes.assumed;
import static dev.pith.eval.report.SampleOutcomes.other;
import static dev.pith.eval.report.SampleOutcomes.outcome;
import static dev.pith.eval.report.SampleOutcomes.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.eval.grade.AccuracyLabel;
import dev.pith.verifier.answer.Agreement;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TrimReportTest {
  private final TrimReport report = new TrimReport();

  @Test
  void rows_twoModels_eachAndAllInOrder() {
    List<PolicyRow> rows = SampleOutcomes.report().rows(List.of("full", "pith"), 1);

    assertThat(rows)
        .extracting(row -> row.key().model() + " " + row.policy() + " " + row.traces())
        .containsExactly(
            "all full 3",
            "all pith 3",
            "large full 1",
            "large pith 1",
            "small full 2",
            "small pith 2");
  }

  @Test
  void rows_unequalTraces_macroAndWeightedSavingNetOfCost() {
    report.add(new Outcome(SMALL, "pith", "q1", 1, 100, 40, 10, true, same(true), "overthinking"));
    report.add(new Outcome(SMALL, "pith", "q2", 1, 900, 900, 0, true, same(true), "whole"));

    PolicyRow row = report.rows(List.of("pith"), 1).get(0);

    assertThat(row.savedMacro()).isCloseTo(0.25, within(1e-12));
    assertThat(row.savedWeighted()).isCloseTo(0.05, within(1e-12));
    assertThat(row.tokensFull()).isEqualTo(1_000);
    assertThat(row.tokensKept()).isEqualTo(940);
    assertThat(row.tokensCost()).isEqualTo(10);
    assertThat(row.reasons()).isEqualTo(Map.of("overthinking", 1.0, "whole", 1.0));
  }

  @Test
  void rows_changedAnswers_undecidedAndUnstatedAreAmongThem() {
    report.add(outcome(SMALL, "pith", "q1", 0.5, 0, true, same(true)));
    report.add(outcome(SMALL, "pith", "q2", 0.5, 0, true, other(Agreement.UNDECIDED, "x+1")));
    report.add(outcome(SMALL, "pith", "q3", 0.5, 0, true, other(Agreement.DIFFERENT, "")));

    PolicyRow row = report.rows(List.of("pith"), 1).get(0);

    assertThat(row.compared()).isEqualTo(3);
    assertThat(row.changedAnswers()).hasValue(2);
    assertThat(row.undecided()).isEqualTo(1);
    assertThat(row.unstated()).isEqualTo(1);
    assertThat(row.accuracyFull()).hasValue(1.0);
    assertThat(row.accuracy().getAsDouble()).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void rows_mixedLabels_accuracyOfTheStrongestOnly() {
    report.add(outcome(SMALL, "pith", "q1", 0.5, 0, true, same(true)));
    report.add(outcome(SMALL, "pith", "q2", 0.5, 0, false, assumed(false)));
    report.add(outcome(SMALL, "pith", "q3", 0.5, 0, false, assumed(false)));

    PolicyRow row = report.rows(List.of("pith"), 1).get(0);

    assertThat(row.label()).isEqualTo(AccuracyLabel.STATED);
    assertThat(row.graded()).isEqualTo(1);
    assertThat(row.accuracy()).hasValue(1.0);
  }

  @Test
  void rows_nothingCut_recorded() {
    report.add(outcome(SMALL, "full", "q1", 1.0, 0, true, assumed(true)));

    assertThat(report.rows(List.of("full"), 1).get(0).label()).isEqualTo(AccuracyLabel.RECORDED);
  }

  @Test
  void rows_nothingKnown_emptyNotZero() {
    report.add(
        new Outcome(SMALL, "pith", "q1", 1, 100, 50, 0, null, assumed(false), "overthinking"));

    PolicyRow row = report.rows(List.of("pith"), 1).get(0);

    assertThat(row.accuracyFull()).isEmpty();
    assertThat(row.accuracy()).isEmpty();
    assertThat(row.changedAnswers()).isEmpty();
  }

  @Test
  void rows_severalTries_weighAsOneTrace() {
    for (int i = 0; i < 4; i++) {
      report.add(
          new Outcome(
              SMALL,
              "random-equal",
              "q1",
              0.25,
              100,
              50,
              0,
              true,
              i == 0 ? other(Agreement.DIFFERENT, "7") : same(true),
              "random"));
    }

    PolicyRow row = report.rows(List.of("random-equal"), 1).get(0);

    assertThat(row.traces()).isEqualTo(1);
    assertThat(row.changedAnswers()).hasValue(0.25);
    assertThat(row.accuracy()).hasValue(0.75);
    assertThat(row.tokensFull()).isEqualTo(100);
  }

  @Test
  void rows_policiesOfOneGroup_drawTheSameQuestions() {
    for (int i = 0; i < 20; i++) {
      double kept = i / 20.0;
      report.add(outcome(SMALL, "one", "q" + i, kept, 0, true, same(true)));
      report.add(outcome(SMALL, "two", "q" + i, kept, 0, true, same(true)));
    }

    List<PolicyRow> rows = report.rows(List.of("one", "two"), 3);

    assertThat(rows.get(0).ci95()).isEqualTo(rows.get(1).ci95());
  }

  @Test
  void rows_endings_finishedThenUnknownThenUnfinished() {
    for (Boolean finished : new Boolean[] {false, null, true}) {
      report.add(
          outcome(new RowKey("sums", "small", finished), "full", "q", 1, 0, true, same(true)));
    }

    assertThat(report.rows(List.of("full"), 1))
        .extracting(row -> row.key().finished())
        .containsExactly(true, true, null, null, false, false);
  }

  @Test
  void loops_cutsBehindAndBeforeTheLoop_apart() {
    report.add(loop(OptionalDouble.of(450)));
    report.add(loop(OptionalDouble.of(650)));
    report.add(loop(OptionalDouble.of(150)));
    report.add(loop(OptionalDouble.empty()));
    report.add(new LoopOutcome("sums", 1_000, OptionalDouble.empty(), OptionalDouble.of(10)));
    report.add(new LoopOutcome("sums", 1_000, OptionalDouble.empty(), OptionalDouble.empty()));

    LoopRow row = report.loops().get(0);

    assertThat(row)
        .isEqualTo(
            new LoopRow(
                "sums",
                6,
                4,
                2,
                1,
                1,
                new LoopRow.Distances(
                    OptionalDouble.of(150), OptionalDouble.of(350), OptionalDouble.of(350)),
                2,
                row.savedWeighted()));
    assertThat(row.savedWeighted().getAsDouble()).isCloseTo(1 - 2_250.0 / 4_000, within(1e-12));
  }

  @Test
  void rowGroups_models_withoutThePooledRow() {
    List<RowGroup> groups = RowGroup.of(SampleOutcomes.report().rows(List.of("pith"), 1));

    assertThat(groups).hasSize(1);
    assertThat(groups.get(0).models()).containsExactly(LARGE.model(), SMALL.model());
    assertThat(groups.get(0).pooled()).hasSize(1);
  }

  private static LoopOutcome loop(OptionalDouble cut) {
    return new LoopOutcome("sums", 1_000, OptionalDouble.of(300), cut);
  }
}
