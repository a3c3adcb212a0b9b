package dev.pith.plugin.savings;

/** Which side of the comparison an answer is on. */
public enum Arm {
  /** Left as it is, to be compared with. */
  CONTROL,
  /** Trimmed. */
  TREATED,
  /** On no side: in shadow mode, or because the client chose for itself. */
  NONE
}
