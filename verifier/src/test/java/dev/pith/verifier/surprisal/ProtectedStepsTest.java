package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class ProtectedStepsTest {
  private static final String QUESTION = "What is 6 * 7?";

  @Test
  void of_ends_areTheFirstAndTheLast() {
    TraceSteps steps = TraceSteps.paragraphs("Okay.\n\nHmm.\n\nSo.\n\nDone.");

    assertThat(ProtectedSteps.of(steps, "", PruneSettings.defaults())).isEqualTo(bits(0, 3));
    assertThat(ProtectedSteps.of(steps, "", PruneSettings.published())).isEqualTo(bits());
  }

  @Test
  void of_statedAnswers_theLastStatementOfEachAndForTrainingTheFirst() {
    TraceSteps steps =
        TraceSteps.paragraphs(
            "Okay.\n\nThe answer is 42.\n\nWait.\n\nSo the answer is 41.\n\nNo.\n\n"
                + "So it is 42, yes, the answer is 42.\n\nThe answer is \\boxed{42}.\n\nHmm.\n\nDone.");

    assertThat(ProtectedSteps.of(steps, QUESTION, PruneSettings.defaults()))
        .isEqualTo(bits(0, 3, 6, 8));
    assertThat(ProtectedSteps.of(steps, QUESTION, PruneSettings.forTraining()))
        .isEqualTo(bits(0, 1, 3, 6, 8));
  }

  @Test
  void of_usedResults_theStepsThatMadeThem() {
    TraceSteps steps =
        TraceSteps.paragraphs(
            "We have 12 apples.\n\n12 + 30 = 42 apples.\n\nOr 12 + 1,000 = 1,012.\n\n"
                + "Then 42 - 5 = 37.\n\nAlso 42 again.\n\nDone.");
    PruneSettings settings = new PruneSettings(0, false, PruneSettings.Answers.NONE, true);

    assertThat(ProtectedSteps.of(steps, "12 apples, and 30?", settings)).isEqualTo(bits(1));
  }

  @Test
  void of_nothing_isNothing() {
    PruneSettings all = PruneSettings.defaults().withUsedResults(true);

    assertThat(ProtectedSteps.of(TraceSteps.paragraphs(""), "", all)).isEqualTo(bits());
    assertThat(ProtectedSteps.of(TraceSteps.paragraphs("One."), "", all)).isEqualTo(bits(0));
  }

  private static BitSet bits(int... steps) {
    BitSet bits = new BitSet();
    for (int step : steps) {
      bits.set(step);
    }
    return bits;
  }
}
