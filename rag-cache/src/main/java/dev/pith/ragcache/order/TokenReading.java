package dev.pith.ragcache.order;

import java.util.OptionalLong;

/**
 * A count of tokens as a server tells it. A count that is not there is unknown, not 0.
 *
 * @param kind whether there is a count
 * @param tokens the count, at least 0; 0 when there is none
 */
public record TokenReading(Kind kind, long tokens) {

  /** Whether a server told a count. */
  public enum Kind {
    /** It told the count. */
    MEASURED,
    /** It tells such counts, but not in this answer: some servers leave out a 0, and errors too. */
    ABSENT,
    /** It never tells such counts, as far as is known. */
    NOT_REPORTED
  }

  /** No count in this answer. */
  public static final TokenReading ABSENT = new TokenReading(Kind.ABSENT, 0);

  /** No count in any answer. */
  public static final TokenReading NOT_REPORTED = new TokenReading(Kind.NOT_REPORTED, 0);

  /** Refuses a count that cannot be. */
  public TokenReading {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens must not be negative: " + tokens);
    }
    if (kind != Kind.MEASURED && tokens != 0) {
      throw new IllegalArgumentException("a count that is " + kind + " has no tokens: " + tokens);
    }
  }

  /** Returns a count that a server told. */
  public static TokenReading measured(long tokens) {
    return new TokenReading(Kind.MEASURED, tokens);
  }

  /**
   * Returns what an answer tells.
   *
   * @param count the count in the answer
   * @param reports whether this server has told such a count before, or is known to
   */
  public static TokenReading of(OptionalLong count, boolean reports) {
    if (count.isPresent()) {
      return measured(count.getAsLong());
    }
    return reports ? ABSENT : NOT_REPORTED;
  }

  /** Returns the count, if there is one. */
  public OptionalLong known() {
    return kind == Kind.MEASURED ? OptionalLong.of(tokens) : OptionalLong.empty();
  }

  /** Returns the count in words: the number, {@code absent} or {@code not reported}. */
  @Override
  public String toString() {
    return switch (kind) {
      case MEASURED -> Long.toString(tokens);
      case ABSENT -> "absent";
      case NOT_REPORTED -> "not reported";
    };
  }
}
