package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.text.StatementReader;
import dev.pith.verifier.text.TextModel;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StoppingScoreTest {
  private static final TrimSettings RULES = TrimSettings.pith().with("stop-loops", "false");
  private static final String TRACE =
      "6 boxes of 7 pens are 42 pens. So the answer is 42.\n\nThe crate is blue. It is full.\n\n";
  private static final String TWICE = TRACE + "x ".repeat(900) + "\n\n" + TRACE;

  @Test
  void stopConfidence_sureReader_oneStatementSettles() {
    TrimSettings settings = RULES.with("stop-confidence", "0.9");

    assertThat(cutAt(settings, 1f, TRACE, 1)).isPresent().isEqualTo(cutAt(settings, 1f, TRACE, 7));
    assertThat(cutAt(settings, -1f, TRACE, 7)).isEmpty();
  }

  @Test
  void voteConfidence_doubtingReader_keepsAVoteFromSettling() {
    TrimSettings settings = RULES.with("vote-confidence", "0.9");

    assertThat(cutAt(settings, 1f, TWICE, 7)).isPresent();
    assertThat(cutAt(settings, -1f, TWICE, 7)).isEmpty();
  }

  @Test
  void defaults_neverAskTheReader() {
    assertThat(cutAt(RULES, -1f, TWICE, 7)).isPresent().isEqualTo(cutAt(RULES, 1f, TWICE, 7));
    assertThat(cutAt(RULES, 1f, TRACE, 7)).isEmpty();
  }

  private static Optional<Long> cutAt(TrimSettings settings, float weight, String text, int size) {
    float[] weights = new float[StatementReader.cues()];
    Arrays.fill(weights, weight);
    TraceTrimmer.Listener deaf =
        new TraceTrimmer.Listener() {
          @Override
          public void onQuestion(VerifierQuestion question) {}

          @Override
          public void onCut(Cut cut) {}
        };
    TraceTrimmer trimmer =
        new TraceTrimmer(
            settings, "How many?", OptionalLong.empty(), deaf, new TextModel(weights, weights));
    for (int at = 0; at < text.length(); at += size) {
      trimmer.onText(text.substring(at, Math.min(text.length(), at + size)));
    }
    trimmer.onEnd();
    return trimmer.summary().cut().map(Cut::atChar);
  }
}
