package dev.pith.verifier.answer;

import org.jspecify.annotations.Nullable;

/**
 * A value that was read from a text.
 *
 * @param text the value as it is written, without frame and unit, or null when alternatives are
 *     named instead of one value
 * @param next the token after it and its unit
 * @param kind what it is made of
 */
record Value(@Nullable String text, int next, Kind kind) {

  /** What a value is made of. */
  enum Kind {
    /** A box, a formula, a number or an expression. */
    MATHEMATICS,
    /** An option letter. */
    LETTER,
    /** A name, a quotation, a truth value or bold words: words that are marked as an answer. */
    NAME,
    /** Any other words. */
    WORDS
  }

  Value as(Kind other) {
    return new Value(text, next, other);
  }

  static Value alternatives(int next) {
    return new Value(null, next, Kind.MATHEMATICS);
  }
}
