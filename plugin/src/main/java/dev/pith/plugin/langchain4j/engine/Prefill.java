package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.verifier.trace.ThinkTags;

/**
 * What the assistant has written already of the answer that is asked for.
 *
 * @param thinking its thinking, complete; may be empty
 * @param text the beginning of its answer; may be empty
 */
record Prefill(String thinking, String text) {

  private static final ContinuationShape TAGS = ContinuationShape.THINK_TAGS;

  /**
   * Reads a last message.
   *
   * @throws InvalidRequestException when it asks for tools, whose results must come first
   */
  static Prefill of(AiMessage last) {
    if (last.hasToolExecutionRequests()) {
      throw new InvalidRequestException(
          "the last message asks for tools: their results must follow it");
    }
    String thinking = last.thinking();
    String text = last.text();
    return new Prefill(thinking == null ? "" : thinking, text == null ? "" : text);
  }

  /** Tells whether nothing has been written yet. */
  boolean isEmpty() {
    return thinking.isEmpty() && text.isEmpty();
  }

  /** Tells whether the thinking is over and the answer has not begun. */
  boolean endsWithThinking() {
    return !thinking.isEmpty() && text.isEmpty();
  }

  /**
   * Returns it as the model would have written it.
   *
   * @param thinkingIsOpen whether the template has begun a thinking; an answer without any then
   *     follows an empty one
   */
  String written(boolean thinkingIsOpen) {
    if (thinking.isEmpty() && (!thinkingIsOpen || beginsWithTag())) {
      return text;
    }
    String closed = TAGS.wrap(thinking);
    boolean bringsWhiteSpace = !text.isEmpty() && Character.isWhitespace(text.charAt(0));
    return (bringsWhiteSpace ? closed.stripTrailing() : closed) + text;
  }

  private boolean beginsWithTag() {
    String begin = text.stripLeading();
    return ThinkTags.KNOWN.stream().anyMatch(pair -> begin.startsWith(pair.start()));
  }
}
