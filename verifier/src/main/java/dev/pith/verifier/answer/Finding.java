package dev.pith.verifier.answer;

import org.jspecify.annotations.Nullable;

/**
 * A place where a text names an answer.
 *
 * @param text the answer, or null when the place rejects one or names several
 * @param strong whether it is offered as the answer
 * @param doubted whether the very phrase doubts it, as in "might be"
 * @param next the token after the answer
 */
record Finding(@Nullable String text, boolean strong, boolean doubted, int next) {

  static Finding strong(@Nullable String text, int next) {
    return new Finding(text, true, false, next);
  }

  static Finding weak(@Nullable String text, int next) {
    return new Finding(text, false, false, next);
  }

  /** Returns a place that says what the answer is not, or names several. */
  static Finding none(int next) {
    return new Finding(null, true, false, next);
  }

  Finding doubtedIf(boolean doubt) {
    return doubt ? new Finding(text, strong, true, next) : this;
  }
}
