package dev.pith.plugin.dialect;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A client's chat request as Pith reads it; the body stays as the client wrote it.
 *
 * <p>Reading is tolerant: a member of an unexpected type counts as absent, since the upstream is
 * the one to judge it. Immutable.
 */
public final class ChatRequest {

  /**
   * Reads a request.
   *
   * @param body JSON in UTF-8; kept, not copied
   * @throws BadChatRequestException if it is not a JSON object
   */
  public static ChatRequest parse(byte[] body) throws BadChatRequestException {
    return Pending.value();
  }

  /** Returns the bytes that were parsed; the array is shared, callers do not change it. */
  public byte[] body() {
    return Pending.value();
  }

  /** Returns the model that is asked for, empty if none is named. */
  public Optional<String> model() {
    return Pending.value();
  }

  /** Returns whether the client wants its answer as a stream. */
  public boolean stream() {
    return Pending.value();
  }

  /**
   * Returns whether the client expects a usage report: it does without a stream, and with {@code
   * stream_options.include_usage} on a stream.
   */
  public boolean wantsUsage() {
    return Pending.value();
  }

  /** Returns the text of the last user message, all text parts joined; empty if there is none. */
  public String question() {
    return Pending.value();
  }

  /** Returns the limit on generated tokens, thinking included, if the client set one. */
  public OptionalLong maxTokens() {
    return Pending.value();
  }

  /**
   * Returns why this request must not be trimmed, as a short stable word such as {@code
   * several-choices} or {@code tools}; empty if nothing speaks against it.
   */
  public Optional<String> untrimmable() {
    return Pending.value();
  }
}
