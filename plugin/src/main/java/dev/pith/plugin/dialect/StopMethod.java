package dev.pith.plugin.dialect;

import java.util.Locale;

/** How an upstream can be made to stop thinking and write its answer. */
public enum StopMethod {
  /** The server forces its end-of-thinking tokens into the running stream. */
  IN_PLACE_END,
  /** A second call continues from the token ids of prompt, thinking and ending. */
  TOKEN_CONTINUE,
  /** A second call continues from the rendered text of prompt, thinking and ending. */
  TEXT_CONTINUE,
  /** A second chat call whose last message is the assistant's own closed thinking. */
  CHAT_PREFILL,
  /** The same question again with less effort; the thinking so far is lost. */
  REASK_LOW_EFFORT,
  /** No way is known: the stream is only watched. */
  NONE;

  /** Returns the name as settings have it: {@code chat-prefill}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
