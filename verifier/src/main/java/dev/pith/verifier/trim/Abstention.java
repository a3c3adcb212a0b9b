package dev.pith.verifier.trim;

/** Why a trace that was read has not been cut. */
public enum Abstention {
  /** No thought has stated an answer. */
  NO_ANSWER,
  /** Too few statements of the same answer so far. */
  TOO_FEW,
  /** The last statements name different answers. */
  DISAGREE,
  /** The last statement doubts its own answer. */
  HEDGED,
  /** Neither rules nor verifier could tell whether two answers are the same. */
  UNDECIDED,
  /** The answer has settled, but the trace is shorter than the floor. */
  BELOW_FLOOR,
  /** The answer has settled, but it changed only a short while ago. */
  COOLDOWN,
  /** The answer has settled, but the learned reader does not trust it. */
  UNSURE
}
