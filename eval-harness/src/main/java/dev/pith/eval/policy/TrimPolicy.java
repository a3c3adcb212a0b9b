package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import java.util.Locale;

/**
 * Cuts where the trimmer does: what ships is what is evaluated.
 *
 * <p>It pays for what the verifier reads and for the text that leads the model to its answer. A
 * trace without text is kept whole.
 */
final class TrimPolicy implements Policy {
  private static final Guidance GUIDANCE = Guidance.english();

  private final String name;
  private final TraceDriver driver;

  TrimPolicy(String name, TraceDriver driver) {
    this.name = name;
    this.driver = driver;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Kept decide(RecordedTrace trace, StatedAnswers stated) {
    if (!trace.hasText()) {
      return Kept.whole(trace);
    }
    TraceDriver.Drive drive = driver.drive(trace);
    if (drive.cut().isEmpty()) {
      return new Kept(trace.length(), drive.verifierTokens(), Kept.WHOLE);
    }
    Cut cut = drive.cut().get();
    double guideTokens = GUIDANCE.after("", cut.ending()).length() / RecordedTrace.CHARS_PER_TOKEN;
    return new Kept(
        Math.min(cut.atChar(), trace.length()),
        drive.verifierTokens() + guideTokens,
        cut.reason().name().toLowerCase(Locale.ROOT));
  }
}
