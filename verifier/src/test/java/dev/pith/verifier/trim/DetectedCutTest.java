package dev.pith.verifier.trim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.CutReason;
import dev.pith.verifier.detect.Checkpoint;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.detect.DetectorSettings.Combine;
import dev.pith.verifier.detect.DetectorSettings.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The trimmer with a detector: where it is asked, and what its answers do. */
class DetectedCutTest {

  private static final String FIRST = "Six boxes of seven pens are what the shop sells today.\n\n";
  private static final String SECOND = "So I multiply six by seven, and get forty-two of them.\n\n";
  private static final String THIRD = "Wait, is that so? ";
  private static final String REST = "I could count them one by one. That would take long.\n\n";
  private static final String TRACE = FIRST + SECOND + THIRD + REST.repeat(3);

  /** A statement of an answer that settles it twice over. */
  private static final String STATED = "So the answer is 42.\n\n";

  @Test
  void onText_anyChunking_sameCheckpointsAndSameCut() {
    for (int size = 1; size <= TRACE.length(); size++) {
      Run run = new Run(Combine.ANY, List.of(0.2, 0.9, 0.9));

      run.feed(TRACE, size);

      assertThat(run.checkpoints)
          .as("chunk size %s", size)
          .containsExactly(
              FIRST.strip(), (FIRST + SECOND).strip(), (FIRST + SECOND + THIRD + REST).strip());
      assertThat(run.cut).as("chunk size %s", size).isNotNull();
      assertThat(run.cut.reason()).isEqualTo(CutReason.DETECTED);
      assertThat(run.cut.ending()).isEqualTo(Cut.Ending.GENTLE);
      assertThat(TRACE.substring(0, (int) run.cut.atChar()).strip())
          .as("chunk size %s", size)
          .isEqualTo((FIRST + SECOND + THIRD + REST).strip());
    }
  }

  @Test
  void onScores_late_cutsWhereTheTraceIsByThen() {
    int seen = TRACE.length() - REST.length() - 5;
    for (int size = 1; size <= TRACE.length(); size++) {
      Run run = new Run(detectors(Combine.ANY, 1), List.of());
      run.feed(TRACE.substring(0, seen), size);
      assertThat(run.checkpoints).as("the first one stays open").hasSize(1);

      run.trimmer.onScores(1, List.of(OptionalDouble.of(0.95)));
      run.feed(TRACE.substring(seen), size);

      assertThat(run.cut).as("chunk size %s", size).isNotNull();
      assertThat(TRACE.substring(0, (int) run.cut.atChar()).strip())
          .as("chunk size %s", size)
          .isEqualTo(TRACE.substring(0, TRACE.length() - REST.length()).strip());
    }
  }

  @Test
  void onScores_afterTheEnd_isIgnored() {
    Run run = new Run(Combine.ANY, List.of());
    run.trimmer.onText(FIRST + SECOND);
    run.trimmer.onEnd();

    run.trimmer.onScores(1, List.of(OptionalDouble.of(1)));

    assertThat(run.cut).isNull();
  }

  @Test
  void onScores_all_verdictWaitsForTheDetector() {
    Run run = new Run(Combine.ALL, List.of(0.1, 0.1, 0.9, 0.9, 0.9, 0.9));

    run.trimmer.onText(FIRST + STATED + REST + STATED);
    assertThat(run.cut).as("the detector says no").isNull();
    run.trimmer.onText(REST.repeat(3));

    assertThat(run.cut).isNotNull();
    assertThat(run.cut.reason()).isEqualTo(CutReason.OVERTHINKING);
    assertThat(run.cut.answer()).isEqualTo("42");
  }

  @Test
  void onText_off_neverAsks() {
    Run run = new Run(DetectorSettings.OFF, List.of());

    run.trimmer.onText(TRACE);

    assertThat(run.checkpoints).isEmpty();
    assertThat(run.cut).isNull();
  }

  private static DetectorSettings detectors(Combine combine, int patience) {
    return new DetectorSettings(
        List.of(new Member("d", 0.8, patience, 1)), combine, 0.5, 1, 15, 2, 20, "It is");
  }

  /** A trimmer whose one detector answers from a list at once, and never when that is used up. */
  private static final class Run implements TraceTrimmer.Listener {
    final List<String> checkpoints = new ArrayList<>();
    final TraceTrimmer trimmer;
    private final List<Double> scores;
    @Nullable Cut cut;

    Run(Combine combine, List<Double> scores) {
      this(detectors(combine, 2), scores);
    }

    Run(DetectorSettings detectors, List<Double> scores) {
      this.scores = new ArrayList<>(scores);
      trimmer =
          new TraceTrimmer(
              TrimSettings.forShortTraces(), detectors, "", OptionalLong.empty(), this);
    }

    void feed(String trace, int size) {
      for (int i = 0; i < trace.length(); i += size) {
        String piece = trace.substring(i, Math.min(trace.length(), i + size));
        trimmer.onText(piece);
      }
    }

    @Override
    public void onQuestion(VerifierQuestion question) {}

    @Override
    public void onCheckpoint(Checkpoint at) {
      checkpoints.add(TRACE.substring(0, (int) Math.min(TRACE.length(), at.atChar())));
      if (!scores.isEmpty()) {
        trimmer.onScores(at.id(), List.of(OptionalDouble.of(scores.remove(0))));
      }
    }

    @Override
    public void onCut(Cut decided) {
      cut = decided;
    }
  }
}
