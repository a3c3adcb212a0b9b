package dev.pith.eval.replay;

/**
 * What a replay server has sent of one reply.
 *
 * @param traceKey the trace it came from, as in {@link TraceLibrary#keys}
 * @param source where its answer came from
 * @param sentTokens tokens that were written to the connection
 * @param complete whether that was the whole reply; false when the client went away
 */
public record ServedReply(String traceKey, AnswerSource source, long sentTokens, boolean complete) {

  /** Refuses a negative count. */
  public ServedReply {
    if (sentTokens < 0) {
      throw new IllegalArgumentException("sentTokens must be at least 0: " + sentTokens);
    }
  }
}
