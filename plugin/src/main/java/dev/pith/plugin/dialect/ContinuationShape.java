package dev.pith.plugin.dialect;

/**
 * How thinking that Pith closes is written into the last message of a continuation.
 *
 * @param opening what the model's template writes before thinking, start tag included
 * @param closing what it writes after thinking, end tag included: the surroundings matter as much
 *     as the tag, since the model goes on from exactly this text
 */
public record ContinuationShape(String opening, String closing) {

  /** The form of Qwen, DeepSeek, GLM and most other open models. */
  public static final ContinuationShape THINK_TAGS =
      new ContinuationShape("<think>\n", "\n</think>\n\n");

  public ContinuationShape {
    if (closing.isBlank()) {
      throw new IllegalArgumentException("closing must hold an end tag: '" + closing + "'");
    }
  }

  /** Returns a whole thinking, closed. */
  public String wrap(String thinking) {
    String opened = open(thinking);
    return opened.substring(0, opened.length() - thinking.length()) + close(thinking);
  }

  /**
   * Returns the beginning of a thinking, left open; a line feed that is there already is not
   * doubled.
   */
  public String open(String thinking) {
    boolean ownLine = opening.endsWith("\n") && thinking.startsWith("\n");
    return (ownLine ? opening.substring(0, opening.length() - 1) : opening) + thinking;
  }

  /** Returns the end of a thinking, closed; a line feed that is there already is not doubled. */
  public String close(String thinking) {
    boolean ownLine = closing.startsWith("\n") && thinking.endsWith("\n");
    return thinking + (ownLine ? closing.substring(1) : closing);
  }

  /** Returns a thinking up to where its end tag would stand. */
  public String beforeEndTag(String thinking) {
    return thinking + closing.substring(0, closing.length() - closing.stripLeading().length());
  }

  /** Returns the end tag, without the white space around it. */
  public String endTag() {
    return closing.strip();
  }
}
