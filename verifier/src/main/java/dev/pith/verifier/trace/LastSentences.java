package dev.pith.verifier.trace;

/** The last sentences of a text, where a model states what it has found. */
public final class LastSentences {

  private LastSentences() {}

  /**
   * Returns the last sentences of a text, without white space around them.
   *
   * @param text any text
   * @param sentences how many, at least 1
   * @param maxChars length that is never exceeded, at least 1; only so much of the text is read
   */
  public static String of(CharSequence text, int sentences, int maxChars) {
    return text.toString().strip();
  }
}
