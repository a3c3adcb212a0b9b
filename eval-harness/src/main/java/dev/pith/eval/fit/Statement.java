package dev.pith.eval.fit;

/**
 * A value that a trace states, as cues, with its label. The arrays are shared: not to be changed.
 */
final class Statement {
  private final int[] alone;
  private final int[] inTrace;
  private final boolean plain;
  private final boolean isFinal;

  /**
   * Creates a statement.
   *
   * @param alone cues of its excerpt alone
   * @param inTrace cues of its excerpt with what the trace stated before
   * @param plain whether the rules alone take it for an answer: plainly stated, not doubted
   * @param isFinal whether it is the answer that the trace ends with
   */
  Statement(int[] alone, int[] inTrace, boolean plain, boolean isFinal) {
    this.alone = alone;
    this.inTrace = inTrace;
    this.plain = plain;
    this.isFinal = isFinal;
  }

  int[] alone() {
    return alone;
  }

  int[] inTrace() {
    return inTrace;
  }

  boolean plain() {
    return plain;
  }

  boolean isFinal() {
    return isFinal;
  }
}
