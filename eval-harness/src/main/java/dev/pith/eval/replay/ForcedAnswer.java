package dev.pith.eval.replay;

import dev.pith.eval.dataset.Probe;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;
import java.util.Comparator;
import java.util.Optional;

/**
 * The answer to a continuation: what a recording knows about a model that is made to answer early.
 *
 * @param source how much it knows
 * @param text the visible answer
 */
record ForcedAnswer(AnswerSource source, String text) {
  private static final String NO_ANSWER = "No answer had been stated when the thinking ended.";

  /**
   * Returns the answer after a part of a trace.
   *
   * <p>A part that ends where the recorded thinking ends gets the recorded answer. Else the forced
   * answer that was recorded nearest to the end of the part, else the last answer that the part
   * states.
   *
   * @param trace the recording
   * @param kept the thinking to answer from: a beginning of the trace, and any text after it
   */
  static ForcedAnswer after(RecordedTrace trace, String kept) {
    int cut = keptChars(trace.thinking(), kept);
    if (cut == trace.thinking().length() && !trace.answer().isEmpty()) {
      return new ForcedAnswer(AnswerSource.FULL, trace.answer());
    }
    double percent = 100.0 * cut / trace.thinking().length();
    Optional<String> recorded =
        trace.probes().stream()
            .filter(probe -> probe.pred() != null)
            .min(Comparator.comparingDouble(probe -> Math.abs(probe.percent() - percent)))
            .map(Probe::pred);
    if (recorded.isPresent()) {
      return new ForcedAnswer(AnswerSource.RECORDED, framed(recorded.get()));
    }
    return StatedAnswers.of(trace)
        .within(cut)
        .map(stated -> new ForcedAnswer(AnswerSource.STATED, framed(stated)))
        .orElseGet(() -> new ForcedAnswer(AnswerSource.NONE, NO_ANSWER));
  }

  private static String framed(String answer) {
    return "\\boxed{" + answer + "}";
  }

  /** Returns how much of the thinking is kept; line ends beside a think tag do not matter. */
  private static int keptChars(String thinking, String kept) {
    int at = thinking.length() - thinking.stripLeading().length();
    int keptAt = kept.length() - kept.stripLeading().length();
    while (at < thinking.length()
        && keptAt < kept.length()
        && thinking.charAt(at) == kept.charAt(keptAt)) {
      at++;
      keptAt++;
    }
    return at;
  }
}
