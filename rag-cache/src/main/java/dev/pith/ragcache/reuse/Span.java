package dev.pith.ragcache.reuse;

/**
 * Consecutive tokens of a prompt.
 *
 * @param from the index of the first one
 * @param to the index behind the last one, above {@code from}
 */
public record Span(int from, int to) {

  /** Refuses a span without tokens. */
  public Span {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "a span must be 0 <= from < to: %d, %d".formatted(from, to));
    }
  }

  /** Returns how many tokens it has. */
  public int length() {
    return to - from;
  }
}
