package dev.pith.plugin.local.request;

import dev.pith.plugin.dialect.ErrorBody;
import org.jspecify.annotations.Nullable;

/** A request asks for something that is out of range, malformed or not offered. */
public final class BadParameterException extends Exception {
  private static final long serialVersionUID = 1L;

  private final @Nullable String param;
  private final String code;

  private BadParameterException(@Nullable String param, String code, String message) {
    super(message);
    this.param = param;
    this.code = code;
  }

  /** A member has a value that cannot be used; the message names the rule and the value. */
  public static BadParameterException value(String param, String message) {
    return new BadParameterException(param, "invalid_value", message);
  }

  /** A member asks for something that the engine does not do. */
  public static BadParameterException unsupported(String param, String message) {
    return new BadParameterException(param, "unsupported_parameter", message);
  }

  /** The prompt is longer than what the model can read. */
  public static BadParameterException tooLong(String param, int promptTokens, int contextTokens) {
    return new BadParameterException(
        param,
        "context_length_exceeded",
        "the prompt has "
            + promptTokens
            + " tokens, but at most "
            + (contextTokens - 1)
            + " fit the context of "
            + contextTokens
            + " and leave room for an answer");
  }

  /** Returns the reply to the request. */
  public ErrorBody toError() {
    return new ErrorBody(400, String.valueOf(getMessage()), "invalid_request_error", param, code);
  }
}
