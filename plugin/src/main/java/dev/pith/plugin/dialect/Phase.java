package dev.pith.plugin.dialect;

/** Where one choice of a stream stands. Phases are passed in this order and never go back. */
public enum Phase {
  /** Neither thinking nor answer has come. White space does not count as an answer. */
  BEFORE,
  /** The model thinks. */
  THINKING,
  /** Answer text or a tool call has come. */
  ANSWER,
  /** The finish reason has come. */
  DONE
}
