package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.wire.SseEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An error of our own, in the shape of the OpenAI API: {@code
 * {"error":{"message","type","param","code"}}}, or on the Messages route in that of Anthropic:
 * {@code {"type":"error","error":{"type","message"}}}.
 *
 * @param status HTTP status to answer with
 * @param message what went wrong, for people
 * @param type error class, for programs
 * @param param member of the request that is at fault, or null
 * @param code stable word for the cause
 */
public record ErrorBody(
    int status, String message, String type, @Nullable String param, String code) {

  private static final String MESSAGES = "/v1/messages";

  /** Returns the answer to a body that cannot be read. */
  public static ErrorBody badRequest(String message) {
    return new ErrorBody(400, message, "invalid_request_error", null, "bad_request");
  }

  /**
   * Returns the answer to a member that cannot be understood.
   *
   * @param member the member of the request
   */
  public static ErrorBody badRequest(String member, String message) {
    return new ErrorBody(400, message, "invalid_request_error", member, "bad_request");
  }

  /** Returns the answer to a body above the limit. */
  public static ErrorBody tooLarge(long maxBytes) {
    return new ErrorBody(
        413,
        "request body is larger than " + maxBytes + " bytes",
        "invalid_request_error",
        null,
        "request_too_large");
  }

  /** Returns the answer when the upstream cannot be reached or breaks off. */
  public static ErrorBody badGateway(String message) {
    return new ErrorBody(502, message, "upstream_error", null, "bad_gateway");
  }

  /** Returns the answer when the upstream is silent for too long. */
  public static ErrorBody gatewayTimeout(String message) {
    return new ErrorBody(504, message, "upstream_error", null, "gateway_timeout");
  }

  /**
   * Returns the body of an HTTP answer in the shape of the API that a path belongs to: JSON in
   * UTF-8.
   */
  public byte[] toJson(String path) {
    return path.contains(MESSAGES) ? messagesJson().getBytes(StandardCharsets.UTF_8) : toJson();
  }

  /** Returns the body of an HTTP answer in the shape of the OpenAI API: JSON in UTF-8. */
  public byte[] toJson() {
    return json().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the same as a server-sent event, for a stream whose head is already written. */
  public byte[] toEvent() {
    return SseEncoder.data(json());
  }

  private String messagesJson() {
    ObjectNode body = Json.object().put("type", "error");
    body.putObject("error").put("type", messagesType()).put("message", message);
    return Json.write(body);
  }

  /** Clients of this API tell errors apart by these words, one for each status. */
  private String messagesType() {
    return switch (status) {
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 504 -> "timeout_error";
      default -> status < 500 ? "invalid_request_error" : "api_error";
    };
  }

  private String json() {
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return Json.write(body);
  }
}
