package dev.pith.eval.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.policy.TraceDriver.Drive;
import dev.pith.verifier.CutReason;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class WireDriverTest {
  private static final long SEED = Long.getLong("pith.test.seed", 20_261_124L);
  private static final int TRACES = 40;
  private static final List<String> STEPS =
      List.of(
          "Adding the columns from the right gives the carry first.",
          "The second box holds as many as the first – that is, “the same”.",
          "If the train leaves later, the distance shrinks by the same share.",
          "面积等于长乘以宽。",
          "A picture 🙂 helps: three rows, and one row is short.");

  @Test
  void drive_generatedTraces_areCutAtTheSamePlaces() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (TrimSettings settings : List.of(TrimSettings.pith(), TrimSettings.faithful())) {
      List<Optional<CutReason>> reasons = new ArrayList<>();
      try (WireDriver driver = new WireDriver(settings)) {
        for (int i = 0; i < TRACES; i++) {
          RecordedTrace trace =
              Recordings.trace(
                  "seed-" + SEED + "-" + i,
                  thinking(random),
                  "It is 7.",
                  OptionalLong.empty(),
                  List.of());

          reasons.add(driver.drive(trace).cut().map(Cut::reason));
        }
        assertThat(driver.drives()).isEqualTo(TRACES);
      }
      assertThat(reasons)
          .as("%s, seed %s", settings.mode(), SEED)
          .contains(
              Optional.empty(),
              Optional.of(CutReason.OVERTHINKING),
              Optional.of(CutReason.REPETITION));
    }
  }

  @Test
  void drive_proxyCutsElsewhere_namesTheTraceAndBothPositions() throws Exception {
    RecordedTrace trace =
        Recordings.trace("settles", settled(40), "It is 7.", OptionalLong.empty(), List.of());
    Cut elsewhere = new Cut(CutReason.OVERTHINKING, 1_234, 1_234, Cut.Ending.GENTLE, "7");
    try (WireDriver driver =
        new WireDriver(TrimSettings.pith(), ignored -> new Drive(Optional.of(elsewhere), 0))) {

      assertThatThrownBy(() -> driver.drive(trace))
          .isInstanceOf(WireDriver.MismatchException.class)
          .hasMessageContaining("settles#0")
          .hasMessageContaining("made.jsonl:1")
          .hasMessageContaining("in process cut at 1234 (OVERTHINKING)")
          .hasMessageContaining("over the wire cut at ")
          .hasMessageContaining("of the trace");
      assertThat(driver.drives()).isZero();
    }
  }

  @Test
  void drive_proxyCutsOnlyOverTheWire_isAMismatch() throws Exception {
    RecordedTrace trace =
        Recordings.trace("settles", settled(40), "It is 7.", OptionalLong.empty(), List.of());
    try (WireDriver driver =
        new WireDriver(TrimSettings.pith(), ignored -> new Drive(Optional.empty(), 0))) {

      assertThatThrownBy(() -> driver.drive(trace))
          .isInstanceOf(WireDriver.MismatchException.class)
          .hasMessageContaining("in process no cut");
    }
  }

  private static String thinking(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> settled(random.nextInt(20, 40));
      case 1 -> looping(random);
      default -> wandering(random);
    };
  }

  /** States the same answer after each of its reflections. */
  private static String settled(int reflections) {
    StringBuilder text = new StringBuilder("There are three rows.");
    for (int i = 0; i < reflections; i++) {
      text.append(
              i % 2 == 0
                  ? "\n\nWait, let me go over it once more, now from side "
                  : "\n\nAlternatively, start at ")
          .append(i * 37 % 101)
          .append(". ")
          .append(STEPS.get(i % STEPS.size()))
          .append(" So the answer is 7.");
    }
    return text.toString();
  }

  /** States no answer that lasts. */
  private static String wandering(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      text.append(STEPS.get(random.nextInt(STEPS.size())))
          .append(" With ")
          .append(random.nextInt(10_000))
          .append(" steps the answer is ")
          .append(random.nextInt(1_000_000))
          .append(".\n\nBut ");
    }
    return text.append("I cannot go on.").toString();
  }

  /** Runs in a loop in the end. */
  private static String looping(RandomGenerator random) {
    String period =
        STEPS.get(random.nextInt(STEPS.size())) + " Then turn to box " + random.nextInt(100) + ". ";
    return wandering(random) + "\n\n" + period.repeat(60);
  }
}
