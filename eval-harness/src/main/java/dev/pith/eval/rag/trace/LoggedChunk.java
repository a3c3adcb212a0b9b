package dev.pith.eval.rag.trace;

/**
 * A chunk of a request.
 *
 * @param number names the chunk within its log
 * @param tokens its size, positive, in the unit of the log
 */
public record LoggedChunk(int number, int tokens) {

  /** Checks the range. */
  public LoggedChunk {
    if (tokens < 1) {
      throw new IllegalArgumentException("tokens must be positive: " + tokens);
    }
  }
}
