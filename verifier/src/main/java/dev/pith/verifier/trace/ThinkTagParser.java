package dev.pith.verifier.trace;

import java.util.List;

/** Splits a text with inline think tags into thinking and answer while it streams. */
public final class ThinkTagParser {

  /** Receives the text without its tags, in order, in pieces of any length. */
  public interface Listener {
    /** A piece of the thinking. */
    void onThinking(String text);

    /** A piece of the answer. */
    void onAnswer(String text);

    /** The thinking has been closed by an end tag. */
    void onThinkingEnd();
  }

  /**
   * Creates a parser for one stream.
   *
   * @param tags the pairs to look for
   * @param startsInside whether the prompt already holds the start tag, so that the stream begins
   *     with thinking
   */
  public ThinkTagParser(List<ThinkTags> tags, boolean startsInside, Listener listener) {}

  /** Reads the next piece of text. */
  public void onText(String text) {}

  /** Ends the stream: what was held back turns out to be text. */
  public void onEnd() {}

  /** Returns the text that is held back because it may be the beginning of a tag; often empty. */
  public String held() {
    return "";
  }

  /** Returns whether the thinking began before the stream. */
  public boolean beganInside() {
    return false;
  }
}
