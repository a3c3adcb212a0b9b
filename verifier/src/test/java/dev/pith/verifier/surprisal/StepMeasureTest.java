package dev.pith.verifier.surprisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.TokenScores;
import org.junit.jupiter.api.Test;

class StepMeasureTest {
  private static final String TAG = "<think>\n";
  private static final String[] TOKENS = {
    "<think>", "\n", "Okay", ",", " so", ".", "\n\n", "Wait", ",", " but", ".\n\n", "So", " 4",
    "\n", "\n", "Done"
  };

  @Test
  void firstToken_vector_isTheTokenOfTheFirstCharacter() {
    double[] scores =
        StepMeasure.FIRST_TOKEN.of(thinking(), TokenTexts.behind(TAG.length(), TOKENS));

    assertThat(scores).containsExactly(0.02, 0.07, 0.11, 0.15);
  }

  @Test
  void firstToken_beginOfTextMark_makesNoDifference() {
    String[] marked = new String[TOKENS.length + 1];
    marked[0] = "";
    System.arraycopy(TOKENS, 0, marked, 1, TOKENS.length);

    double[] scores =
        StepMeasure.FIRST_TOKEN.of(thinking(), TokenTexts.behind(TAG.length(), marked));

    assertThat(scores).containsExactly(0.03, 0.08, 0.12, 0.16);
  }

  @Test
  void firstToken_lineEndsMergedWithTheWord_isTheMergedToken() {
    String[] tokens = {"Okay", ".", " \n\nSo", " 4", ".\n\n", "Done"};

    double[] scores =
        StepMeasure.FIRST_TOKEN.of(
            TraceSteps.paragraphs(String.join("", tokens)), TokenTexts.of(tokens));

    assertThat(scores).containsExactly(0, 0.02, 0.05);
  }

  @Test
  void firstToken_noTokenThere_isUnknown() {
    TraceSteps steps = TraceSteps.paragraphs("Okay.\n\nSo 4.");

    double[] scores = StepMeasure.FIRST_TOKEN.of(steps, TokenTexts.of("Okay", "."));

    assertThat(scores[0]).isZero();
    assertThat(scores[1]).isNaN();
  }

  @Test
  void firstToken_unknownLogProb_isUnknownAndOnlyThere() {
    TraceSteps steps = TraceSteps.paragraphs("a\n\nb");
    TokenScores tokens =
        new TokenScores(new int[] {0, 3}, new int[] {3, 4}, new double[] {Double.NaN, -0.5});

    assertThat(StepMeasure.FIRST_TOKEN.of(steps, tokens)).containsExactly(Double.NaN, 0.5);
  }

  @Test
  void stepEntropyAndMean_steps_countTheTokensThatBeginInThem() {
    TraceSteps steps = TraceSteps.paragraphs("Okay.\n\nSo 4.\n\nDone");
    TokenScores tokens = TokenTexts.of("Okay", ".\n\n", "So", " 4", ".", "\n\n", "Done");

    assertThat(StepMeasure.STEP_ENTROPY.of(steps, tokens)[1]).isEqualTo(0.09, within(1e-12));
    assertThat(StepMeasure.MEAN.of(steps, tokens)[1]).isEqualTo(0.03, within(1e-12));
    assertThat(StepMeasure.STEP_ENTROPY.of(steps, tokens)[2]).isEqualTo(0.06, within(1e-12));
  }

  private static TraceSteps thinking() {
    return TraceSteps.paragraphs(String.join("", TOKENS).substring(TAG.length()));
  }
}
