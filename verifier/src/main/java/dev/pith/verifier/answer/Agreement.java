package dev.pith.verifier.answer;

/** Whether two answers are the same. */
public enum Agreement {
  /** The same answer, in whatever notation. */
  EQUAL,
  /** Both were fully understood and they differ. */
  DIFFERENT,
  /** The rules cannot tell; a verifier may. */
  UNDECIDED
}
