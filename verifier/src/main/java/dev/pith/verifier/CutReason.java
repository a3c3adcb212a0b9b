package dev.pith.verifier;

/** Why a trace was cut. */
public enum CutReason {
  /** The answer has settled: further thinking repeats it (TrimR, Algorithm 1). */
  OVERTHINKING,
  /** Detectors say that the answer has settled, before the verifier does. */
  DETECTED,
  /** Half the budget and many thoughts went by without a settled answer (TrimR, Algorithm 2). */
  UNDERTHINKING,
  /** The trace runs in a loop. */
  REPETITION,
  /** The thinking budget is used up. */
  BUDGET,
  /** A pattern of the user's appeared in the thinking. */
  PATTERN
}
