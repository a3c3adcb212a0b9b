package dev.pith.plugin.dialect;

import java.util.OptionalLong;

/**
 * How a route is read whose answers Pith never edits: its thinking is signed, encrypted or a
 * summary, so that no running answer can be cut and gone on from.
 *
 * <p>Implementations are immutable and serve any number of answers.
 */
public interface WatchedDialect {

  /** Returns the dialect of Anthropic's {@code /v1/messages}. */
  static WatchedDialect anthropicMessages() {
    return new AnthropicMessagesDialect();
  }

  /** Returns the dialect of OpenAI's {@code /v1/responses}. */
  static WatchedDialect openAiResponses() {
    return new OpenAiResponsesDialect();
  }

  /** Returns where requests of it go: the end of their path. */
  String path();

  /** Returns whether {@link #limited} can do anything. */
  boolean hasLever();

  /**
   * Reads a request.
   *
   * @param body JSON in UTF-8; kept, not copied
   * @throws BadChatRequestException if it is not a JSON object
   */
  ModelRequest parse(byte[] body) throws BadChatRequestException;

  /**
   * Returns the limit on thinking that a request sets.
   *
   * @param request one of {@link #parse}
   * @return empty if it sets none that can be counted
   */
  OptionalLong budget(ModelRequest request);

  /**
   * Returns the request with a lower limit on thinking, all else as it is; the request itself when
   * it sets no limit, a lower one, or when the route knows none.
   *
   * @param request one of {@link #parse}
   * @param tokens most tokens of thinking, at least 1; a limit that is less than the least the
   *     route takes becomes that
   */
  ModelRequest limited(ModelRequest request, long tokens);

  /** Returns a reader for one answer. */
  WatchedReader reader(ChatStreamReader.Listener listener);
}
