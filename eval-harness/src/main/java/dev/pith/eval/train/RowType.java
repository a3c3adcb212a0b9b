package dev.pith.eval.train;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** What a training example teaches, with its share of all examples. */
public enum RowType {
  /** To think and to answer. */
  TRACE(0.4),
  /** To work a problem out once: the example ends with the first statement of an answer. */
  ATTEMPT(0.08),
  /** To work a problem out again behind an attempt that went wrong, instead of copying it. */
  RECHECK(0.16),
  /** To read single facts of a problem. */
  LOOKUP(0.07),
  /** To answer after thinking that was cut. */
  CUT(0.04),
  /** To answer without thinking. */
  DIRECT(0.01),
  /** Whether an excerpt states an answer. */
  STATES_ANSWER(0.03),
  /** Whether two excerpts give the same answer. */
  SAME_ANSWER(0.14),
  /** Whether a step is right. */
  STEP_IS_RIGHT(0.07);

  private final double share;

  RowType(double share) {
    this.share = share;
  }

  /** Returns its share of all examples; the shares sum to 1. */
  double share() {
    return share;
  }

  /** Returns the name used in files: lower case. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Draws a type by its share. */
  static RowType draw(RandomGenerator random) {
    double at = random.nextDouble();
    for (RowType type : values()) {
      at -= type.share;
      if (at < 0) {
        return type;
      }
    }
    return TRACE;
  }
}
