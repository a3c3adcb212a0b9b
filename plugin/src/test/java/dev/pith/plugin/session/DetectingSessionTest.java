package dev.pith.plugin.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.verifier.CutReason;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.detect.Checkpoint;
import dev.pith.verifier.detect.Detection;
import dev.pith.verifier.detect.Detector;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.detect.DetectorSettings.Combine;
import dev.pith.verifier.detect.DetectorSettings.Member;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DetectingSessionTest {

  private static final String FIRST = "Six boxes of seven pens are what the shop sells today.\n\n";
  private static final String REST = "I could count them one by one. That would take long.\n\n";
  private static final DetectorSettings ONE =
      new DetectorSettings(
          List.of(new Member("d", 0.8, 1, 1)), Combine.ANY, 0.5, 1, 15, 2, 20, "It is");

  private final List<Runnable> tasks = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final List<CompletableFuture<Detection>> open = new ArrayList<>();
  private int failures;

  @Test
  void onThinking_answerAtOnce_cutsInThePieceAndCounts() {
    TrimSession session =
        session(
            (at, thinking) -> {
              asked.add(thinking);
              return CompletableFuture.completedFuture(settled());
            });

    assertThat(session.onThinking(FIRST.substring(0, 20))).isEmpty();
    assertThat(session.onThinking(FIRST.substring(20)))
        .map(Cut::reason)
        .contains(CutReason.DETECTED);
    assertThat(asked).containsExactly(FIRST.strip());
    assertThat(session.probes()).isEqualTo(ProbeCost.of(100, 90, 5));
    assertThat(tasks).isEmpty();
  }

  @Test
  void onThinking_lateAnswer_waitsForTheExecutorAndCutsThere() {
    TrimSession session = session(this::later);
    session.onThinking(FIRST + REST);

    assertThat(open).as("one at a time").hasSize(1);
    assertThat(session.probes()).as("one is open").isEqualTo(ProbeCost.UNKNOWN);
    open.get(0).complete(settled());
    assertThat(session.onThinking(REST)).as("no task has run").isEmpty();
    tasks.forEach(Runnable::run);

    assertThat(session.onThinking(REST)).map(Cut::reason).contains(CutReason.DETECTED);
    assertThat(session.probes()).isEqualTo(ProbeCost.of(100, 90, 5));
  }

  @Test
  void onEnd_answerAfterIt_isPaidAndIgnored() {
    TrimSession session = session(this::later);
    session.onThinking(FIRST);
    session.onEnd();

    open.get(0).complete(settled());
    tasks.forEach(Runnable::run);

    assertThat(session.cut()).isEmpty();
    assertThat(session.probes()).isEqualTo(ProbeCost.of(100, 90, 5));
  }

  @Test
  void onThinking_detectorThrowsOrFails_abstainsAtAnUnknownPrice() {
    TrimSession thrown =
        session(
            (at, thinking) -> {
              throw new IllegalStateException("broken");
            });
    TrimSession failed =
        session((at, thinking) -> CompletableFuture.failedFuture(new IllegalStateException("no")));

    for (TrimSession session : List.of(thrown, failed)) {
      assertThat(session.onThinking(FIRST + REST + REST)).isEmpty();
      assertThat(session.probes()).isEqualTo(ProbeCost.UNKNOWN);
    }
    assertThat(failures).isZero();
  }

  @Test
  void detecting_wrongNumberOfDetectors_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Detecting(ONE, List.of(this::later, this::later)));
  }

  @Test
  void onThinking_detectorsThatCannotBeAsked_areNot() {
    TrimSession session =
        new TrimSession(
            TrimSettings.forShortTraces(),
            new Detecting(ONE, List.of()),
            "",
            OptionalLong.empty(),
            Verifier.abstaining(),
            tasks::add,
            () -> failures++);

    assertThat(session.onThinking(FIRST + REST)).isEmpty();
    assertThat(session.probes()).isEqualTo(ProbeCost.NOTHING);
  }

  private CompletableFuture<Detection> later(Checkpoint at, String thinking) {
    asked.add(thinking);
    CompletableFuture<Detection> answer = new CompletableFuture<>();
    open.add(answer);
    return answer;
  }

  private static Detection settled() {
    return new Detection(OptionalDouble.of(0.9), ProbeCost.of(100, 90, 5));
  }

  private TrimSession session(Detector detector) {
    return new TrimSession(
        TrimSettings.forShortTraces(),
        new Detecting(ONE, List.of(detector)),
        "",
        OptionalLong.empty(),
        Verifier.abstaining(),
        tasks::add,
        () -> failures++);
  }
}
