package dev.pith.eval.replay;

import dev.pith.eval.dataset.RecordedTrace;
import java.util.OptionalLong;

/**
 * A text in slices of about one token each. No tokenizer is at hand, so the slices are of equal
 * length; only their number is meant to be right. A slice never ends inside a code point.
 */
final class TokenSlices {
  private final String text;
  private final int count;

  private TokenSlices(String text, int count) {
    this.text = text;
    this.count = count;
  }

  /**
   * Cuts a text.
   *
   * @param exactTokens how many tokens the text really was; empty when that was not recorded
   */
  static TokenSlices of(String text, OptionalLong exactTokens) {
    long count = exactTokens.orElseGet(() -> estimate(text.length()));
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("exactTokens must be in [0, 2^31): " + count);
    }
    return new TokenSlices(text, text.isEmpty() ? 0 : Math.max(1, (int) count));
  }

  /** Cuts a text whose number of tokens was not recorded. */
  static TokenSlices of(String text) {
    return of(text, OptionalLong.empty());
  }

  /** Returns how many tokens that many characters are estimated to be. */
  static long estimate(long chars) {
    return (long) Math.ceil(chars / RecordedTrace.CHARS_PER_TOKEN);
  }

  /** Returns the number of tokens; 0 for an empty text. */
  int count() {
    return count;
  }

  /**
   * Returns the text of the tokens in {@code [from, to)}; empty where tokens outnumber characters.
   */
  String text(int from, int to) {
    return text.substring(border(from), border(to));
  }

  private int border(int token) {
    int at = (int) ((long) text.length() * token / Math.max(1, count));
    boolean insideCodePoint =
        at > 0
            && at < text.length()
            && Character.isLowSurrogate(text.charAt(at))
            && Character.isHighSurrogate(text.charAt(at - 1));
    return insideCodePoint ? at + 1 : at;
  }
}
