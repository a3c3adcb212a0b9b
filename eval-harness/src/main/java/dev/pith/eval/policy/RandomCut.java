package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;
import java.util.SplittableRandom;

/**
 * Keeps a random share of each trace, uniform between two bounds: a control.
 *
 * <p>The share depends on the seed and on what names the trace, not on the order of the traces.
 */
final class RandomCut implements Policy {
  private final String name;
  private final double fromShare;
  private final double toShare;
  private final long seed;

  RandomCut(String name, double fromShare, double toShare, long seed) {
    if (!(fromShare >= 0.0 && fromShare <= toShare && toShare <= 1.0)) {
      throw new IllegalArgumentException(
          "shares must be in [0, 1] and in order: " + fromShare + ", " + toShare);
    }
    this.name = name;
    this.fromShare = fromShare;
    this.toShare = toShare;
    this.seed = seed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Kept decide(RecordedTrace trace, StatedAnswers stated) {
    long key = trace.file().getFileName().hashCode() * 31L + trace.line();
    double u = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ key).nextDouble();
    double share = fromShare + u * (toShare - fromShare);
    return Kept.upTo(Math.round(share * trace.length()), trace, "random");
  }
}
