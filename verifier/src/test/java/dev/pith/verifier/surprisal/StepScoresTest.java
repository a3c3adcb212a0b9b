package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepScoresTest {
  private static final TraceSteps WHOLE = TraceSteps.paragraphs("A.\n\nB.\n\nC.\n\nD.");

  @Test
  void inTrace_someSteps_haveTheNumbersOfTheWhole() {
    BitSet kept = new BitSet();
    List.of(0, 2, 3).forEach(kept::set);

    StepScores scores = scores(1.5, Double.NaN, 0.5).inTrace(kept, WHOLE);

    assertThat(IntStream.range(0, 4).mapToDouble(scores::of))
        .containsExactly(1.5, 0.0, Double.NaN, 0.5);
    assertThat(scores.unknown()).as("a step that is gone is not unknown").isEqualTo(1);
    assertThat(scores.scorer()).isEqualTo("model");
  }

  @Test
  void inTrace_otherNumberOfSteps_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores(1, 2).inTrace(WHOLE.all(), WHOLE))
        .withMessageContaining("2 scores");
  }

  private static StepScores scores(double... each) {
    return new StepScores(each, "model", ScoreSource.SCORER);
  }
}
