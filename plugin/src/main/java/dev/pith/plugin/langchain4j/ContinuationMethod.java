package dev.pith.plugin.langchain4j;

/** How a model is led from a cut to its answer, through LangChain4j alone. */
public enum ContinuationMethod {
  /** The first of the others that a probe has proven. */
  AUTO,
  /**
   * The last message is the assistant's own: its thinking, in think tags, closed. The model goes on
   * behind the end tag.
   */
  PREFILL_TAGS,
  /** The same with the thinking in {@code AiMessage.thinking()}, and no text. */
  PREFILL_THINKING,
  /**
   * The question is asked again: what was thought so far stands before it as a note of the
   * assistant, and the model is asked to answer at once, with less effort where that was set.
   */
  REASK,
  /** None: the thinking is observed only. */
  NONE;

  /** Tells whether the model must not think again. */
  boolean isPrefill() {
    return this == PREFILL_TAGS || this == PREFILL_THINKING;
  }
}
