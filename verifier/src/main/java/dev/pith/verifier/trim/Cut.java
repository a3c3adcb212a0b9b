package dev.pith.verifier.trim;

import dev.pith.verifier.CutReason;

/**
 * The decision to end a trace.
 *
 * @param reason why
 * @param atChar how many characters of thinking are kept, counted from the start of the thinking
 *     (UTF-16 units). It never lies before text of an earlier {@code onText} call: what a client
 *     has seen stays seen.
 * @param promptChars how many of them a continuation is given, at most {@code atChar}: fewer only
 *     for a loop, whose repeats are left out
 * @param ending how the model is led to its answer
 * @param answer the answer that has settled, as the trace writes it; empty when none has
 */
public record Cut(CutReason reason, long atChar, long promptChars, Ending ending, String answer) {

  /** How the thinking is closed. */
  public enum Ending {
    /** A sentence that steers to the final answer (overthinking, detected). */
    GENTLE,
    /** A remark that there was time enough, and the end tag (all other reasons). */
    FORCED
  }

  /** Refuses positions that contradict each other. */
  public Cut {
    if (promptChars < 0 || promptChars > atChar) {
      throw new IllegalArgumentException(
          "promptChars must be in [0, atChar]: promptChars " + promptChars + ", atChar " + atChar);
    }
  }
}
