package dev.pith.plugin.langchain4j;

/**
 * A chat model that is built to go on from an assistant's message at the end of a conversation, so
 * that it need not be proven.
 */
public interface PrefillingModel {

  /** Returns how the thinking of that message must be given. */
  ContinuationMethod prefill();
}
