package dev.pith.plugin.dialect;

/** A request body that is not a JSON object; the message says where and what was expected. */
public final class BadChatRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  BadChatRequestException(String message) {
    super(message);
  }
}
