package dev.pith.plugin.dialect;

import java.util.OptionalLong;

/**
 * A number of generated tokens and where it comes from.
 *
 * @param tokens at least 0
 * @param source what was counted
 */
public record TokenCount(long tokens, CountSource source) {
  public TokenCount {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens must be at least 0: " + tokens);
    }
  }

  /** Returns the tokens if they were counted, empty if they were guessed. */
  public OptionalLong exact() {
    return source.exact() ? OptionalLong.of(tokens) : OptionalLong.empty();
  }
}
