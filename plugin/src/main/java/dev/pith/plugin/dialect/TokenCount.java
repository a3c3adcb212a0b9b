package dev.pith.plugin.dialect;

import java.util.OptionalLong;

/**
 * A number of generated tokens and where it comes from.
 *
 * @param tokens at least 0
 * @param source what was counted
 */
public record TokenCount(long tokens, CountSource source) {

  /** Mean characters of a token, measured on reasoning traces. */
  private static final double CHARS_PER_TOKEN = 3.2;

  /** Above this mean length a piece is taken to hold more than one token. */
  private static final int MAX_CHARS_PER_PIECE = 6;

  /** No tokens, which nobody has to count. */
  public static final TokenCount NONE = new TokenCount(0, CountSource.IDS);

  public TokenCount {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens must be at least 0: " + tokens);
    }
  }

  /**
   * Returns what the pieces of a text tell about its tokens: as many as there are pieces where
   * these are short, else by its length.
   *
   * @param pieces in how many pieces it came
   * @param chars its length
   */
  public static TokenCount ofPieces(long pieces, long chars) {
    return chars <= pieces * MAX_CHARS_PER_PIECE
        ? new TokenCount(pieces, CountSource.CHUNKS)
        : new TokenCount(Math.round(chars / CHARS_PER_TOKEN), CountSource.ESTIMATED);
  }

  /** Returns both together, which is as exact as the less exact of them. */
  public TokenCount plus(TokenCount other) {
    CountSource worse = source.compareTo(other.source) > 0 ? source : other.source;
    return new TokenCount(tokens + other.tokens, worse);
  }

  /** Returns the tokens if they were counted, empty if they were guessed. */
  public OptionalLong exact() {
    return source.exact() ? OptionalLong.of(tokens) : OptionalLong.empty();
  }
}
