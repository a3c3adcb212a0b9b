package dev.pith.verifier.trace;

/**
 * The last sentences of a text, where a model states what it has found.
 *
 * <p>Sentences are those of {@link SentenceEnds}; the text after the last end counts as one.
 */
public final class LastSentences {

  private LastSentences() {}

  /**
   * Returns the last sentences of a text, without white space around them.
   *
   * <p>Fewer are returned where fewer fit into {@code maxChars}; then the first one may have lost
   * its beginning. The result is empty only if the last {@code maxChars} characters are blank.
   *
   * @param text any text
   * @param sentences how many, at least 1
   * @param maxChars length in UTF-16 units that is never exceeded, at least 2; only so much of the
   *     text is read
   */
  public static String of(CharSequence text, int sentences, int maxChars) {
    if (sentences < 1) {
      throw new IllegalArgumentException("sentences must be at least 1: " + sentences);
    }
    if (maxChars < 2) {
      throw new IllegalArgumentException("maxChars must be at least 2: " + maxChars);
    }
    int from = Math.max(0, text.length() - maxChars);
    if (from > 0 && Character.isLowSurrogate(text.charAt(from))) {
      from++;
    }
    SentenceEnds ends = new SentenceEnds();
    int[] starts = new int[Math.min(sentences, text.length() - from)];
    int found = 0;
    boolean between = true;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (between && !Character.isWhitespace(c)) {
        starts[found++ % starts.length] = i;
        between = false;
      }
      between |= ends.onChar(c);
    }
    if (found == 0) {
      return "";
    }
    int first = found < starts.length ? 0 : found % starts.length;
    return text.subSequence(starts[first], text.length()).toString().strip();
  }
}
