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
}
