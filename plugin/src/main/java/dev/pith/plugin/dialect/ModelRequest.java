package dev.pith.plugin.dialect;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A client's request for an answer of a model, on any route; the body stays as the client wrote it.
 *
 * <p>Reading is tolerant: a member of an unexpected type counts as absent, since the upstream is
 * the one to judge it. Implementations are immutable.
 */
public interface ModelRequest {

  /** Returns the bytes that were parsed; the array is shared, callers do not change it. */
  byte[] body();

  /** Returns the model that is asked for, empty if none is named. */
  Optional<String> model();

  /** Returns whether the client wants its answer as a stream. */
  boolean stream();

  /**
   * Returns the text of the last user message that has any, all text parts joined; empty if there
   * is none.
   */
  String question();

  /** Returns the text of the first user message; empty if there is none. */
  String firstQuestion();

  /** Returns how many characters of text the prompt has, as far as the request holds it. */
  long promptChars();

  /** Returns whether the conversation holds an answer of the assistant. */
  boolean goesOn();

  /** Returns whether the last message is the result of a tool. */
  boolean bringsToolResult();

  /** Returns whether tools are offered. */
  boolean offersTools();

  /** Returns the limit on generated tokens, thinking included, if the client set one. */
  OptionalLong maxTokens();
}
