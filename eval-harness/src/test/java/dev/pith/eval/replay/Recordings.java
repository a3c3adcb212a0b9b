package dev.pith.eval.replay;

import dev.pith.eval.dataset.Probe;
import dev.pith.eval.dataset.RecordedTrace;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Small recordings for tests. */
final class Recordings {
  /** A thought with a first answer, a doubt, and another answer. */
  static final String THINKING =
      """
      Three boxes of seven make 3 * 7 = 22. So the answer is 22.

      Wait, 3 * 7 is not 22. Counting by sevens gives 7, 14, 21. So the answer is 21.

      Alternatively, 3 * 7 = 7 + 7 + 7 = 21, which agrees. I am sure now.""";

  private Recordings() {}

  static RecordedTrace boxes() {
    return trace("boxes", THINKING, "There are 21.", OptionalLong.empty(), List.of());
  }

  static RecordedTrace boxesWithProbes() {
    return trace(
        "boxes",
        THINKING,
        "There are 21.",
        OptionalLong.empty(),
        List.of(probe(0, "7"), probe(30, "22"), probe(60, null), probe(100, "21")));
  }

  static RecordedTrace trace(
      String id, String thinking, String answer, OptionalLong thinkingTokens, List<Probe> probes) {
    return new RecordedTrace(
        "made",
        "small-model",
        id,
        0,
        "How many are in three boxes of seven? (" + id + ")",
        List.of(),
        "21",
        List.of(),
        null,
        thinking,
        answer,
        null,
        null,
        !answer.isEmpty(),
        null,
        thinkingTokens,
        probes,
        Path.of("made.jsonl"),
        1);
  }

  private static Probe probe(double percent, String pred) {
    return new Probe(
        percent,
        OptionalLong.empty(),
        pred,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        null);
  }
}
