package dev.pith.eval.policy;

import static dev.pith.eval.dataset.SampleTraces.trace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.eval.policy.TraceDriver.Drive;
import dev.pith.verifier.CutReason;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final String FILLER =
      "Now I look at it from another side and write down what is known about the boxes. ".repeat(4)
          + "\n\n";

  @Test
  void equalAnswers_needed_endOfTheParagraphThatCompletesThem() {
    String start = says("7") + FILLER + says("9") + FILLER + says("9") + FILLER;
    RecordedTrace trace = thinking(start + says("9") + FILLER);

    assertThat(decide(new EqualAnswers("k-equal-2", 2), trace).position())
        .isBetween(start.length() - FILLER.length() - 2L, (long) start.length() - FILLER.length());
    assertThat(decide(new EqualAnswers("k-equal-3", 3), trace).position())
        .isBetween(start.length() + 10L, start.length() + 20L);
    assertThat(decide(new EqualAnswers("k-equal-4", 4), trace).reason()).isEqualTo(Kept.WHOLE);
  }

  @Test
  void equalAnswers_closeTogether_countOnce() {
    RecordedTrace trace = thinking(says("9") + says("9") + says("9") + FILLER);

    assertThat(decide(new EqualAnswers("k-equal-2", 2), trace).reason()).isEqualTo(Kept.WHOLE);
  }

  @Test
  void equalAnswers_anotherBetween_startAgain() {
    RecordedTrace trace =
        thinking(says("9") + FILLER + says("7") + FILLER + says("9") + FILLER + FILLER);

    assertThat(decide(new EqualAnswers("k-equal-2", 2), trace).reason()).isEqualTo(Kept.WHOLE);
  }

  @Test
  void oracle_stated_firstPointOfTheLastAnswer() {
    String settled = says("9") + FILLER + says("7") + FILLER + says("9");
    RecordedTrace trace = thinking(settled + FILLER + says("9") + FILLER);

    assertThat(decide(new OracleCut(), trace).position())
        .isBetween(settled.length() - 2L, (long) settled.length());
  }

  @Test
  void oracle_ownAnswerNeverStated_whole() {
    RecordedTrace trace =
        trace(Map.of("thinking", says("7") + FILLER, "gold", "9", "pred", "9", "finished", true));

    assertThat(decide(new OracleCut(), trace).reason()).isEqualTo(Kept.WHOLE);
  }

  @Test
  void oracle_probes_firstOfTheLastAnswer() {
    RecordedTrace trace =
        trace(
            Map.of(
                "thinking_tokens",
                1_000,
                "probes",
                List.of(
                    Map.of("fraction", 0.0, "pred", "B"),
                    Map.of("fraction", 0.2, "pred", "A"),
                    Map.of("fraction", 0.4, "pred", "B"),
                    Map.of("fraction", 1.0, "pred", "B"))));

    assertThat(decide(new OracleCut(), trace).position()).isEqualTo(400);
  }

  @Test
  void trimPolicy_cut_paysVerifierAndGuide() {
    RecordedTrace trace = thinking(FILLER);
    Cut cut = new Cut(CutReason.REPETITION, 30, 20, Cut.Ending.FORCED, "");

    Kept kept = decide(new TrimPolicy("pith", any -> new Drive(Optional.of(cut), 100)), trace);

    assertThat(kept.position()).isEqualTo(30);
    assertThat(kept.reason()).isEqualTo("repetition");
    assertThat(kept.costTokens()).isBetween(110.0, 150.0);
  }

  @Test
  void trimPolicy_noCut_paysVerifierOnly() {
    RecordedTrace trace = thinking(FILLER);

    Kept kept = decide(new TrimPolicy("pith", any -> new Drive(Optional.empty(), 40)), trace);

    assertThat(kept).isEqualTo(new Kept(trace.length(), 40.0, Kept.WHOLE));
  }

  @Test
  void trimPolicy_noText_wholeWithoutDriving() {
    RecordedTrace trace =
        trace(Map.of("thinking_tokens", 9, "probes", List.of(Map.of("fraction", 1, "pred", "A"))));

    Kept kept =
        decide(
            new TrimPolicy(
                "pith",
                any -> {
                  throw new AssertionError("driven");
                }),
            trace);

    assertThat(kept).isEqualTo(new Kept(9, 0.0, Kept.WHOLE));
  }

  @Test
  void inProcessDriver_settledTrace_cutBeforeItsEnd() {
    RecordedTrace trace = thinking((says("9") + FILLER).repeat(12));

    Drive drive =
        new InProcessDriver(TrimSettings.pith(), RuleVerifier.of(TrimSettings.pith())).drive(trace);

    assertThat(drive.cut()).map(Cut::reason).hasValue(CutReason.OVERTHINKING);
    assertThat(drive.cut().orElseThrow().atChar()).isLessThan(trace.length());
    assertThat(drive.verifierTokens()).isZero();
  }

  @Test
  void inProcessDriver_verifierTokens_addedUp() {
    RecordedTrace trace = thinking(FILLER + "Both boxes hold 4 + 5 = 9.\n\n" + FILLER);

    Drive drive = new InProcessDriver(TrimSettings.pith(), new Unsure()).drive(trace);

    assertThat(drive.verifierTokens()).isPositive().isEqualTo(7 * (drive.verifierTokens() / 7));
  }

  /** Never says Yes, at 7 tokens a question. */
  private static final class Unsure implements Verifier {
    @Override
    public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
      return CompletableFuture.completedFuture(Optional.of(new Verdict(0.0, 7)));
    }

    @Override
    public CompletionStage<Optional<Verdict>> sameAnswer(
        String question, String first, String second) {
      return CompletableFuture.completedFuture(Optional.of(new Verdict(0.0, 7)));
    }
  }

  private static String says(String answer) {
    return "So the answer is " + answer + ".\n\n";
  }

  private static RecordedTrace thinking(String thinking) {
    return trace(Map.of("question", "How many are in the boxes?", "thinking", thinking));
  }

  private static Kept decide(Policy policy, RecordedTrace trace) {
    return policy.decide(trace, StatedAnswers.of(trace));
  }
}
