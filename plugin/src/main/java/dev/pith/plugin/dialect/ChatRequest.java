package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A client's chat request as Pith reads it; the body stays as the client wrote it.
 *
 * <p>Reading is tolerant: a member of an unexpected type counts as absent, since the upstream is
 * the one to judge it. Immutable.
 */
public final class ChatRequest extends JsonRequest {

  private ChatRequest(JsonBody body) {
    super(body, new Conversation(body.root().path("messages")));
  }

  /**
   * Reads a request.
   *
   * @param body JSON in UTF-8; kept, not copied
   * @throws BadChatRequestException if it is not a JSON object
   */
  public static ChatRequest parse(byte[] body) throws BadChatRequestException {
    return new ChatRequest(JsonBody.parse(body));
  }

  /**
   * Returns whether the client expects a usage report: it does without a stream, and with {@code
   * stream_options.include_usage} on a stream.
   */
  public boolean wantsUsage() {
    return !stream() || asks("/stream_options/include_usage");
  }

  @Override
  public long promptChars() {
    return conversation().chars();
  }

  @Override
  public boolean goesOn() {
    return conversation().hasAnswer();
  }

  @Override
  public boolean bringsToolResult() {
    String role = conversation().last().path("role").asText();
    return role.equals("tool") || role.equals("function");
  }

  @Override
  public boolean offersTools() {
    return !json().path("tools").isEmpty() || !json().path("functions").isEmpty();
  }

  @Override
  public OptionalLong maxTokens() {
    OptionalLong newer = Json.count(json(), "max_completion_tokens");
    return newer.isPresent() ? newer : Json.count(json(), "max_tokens");
  }

  /**
   * Returns why this request must not be trimmed, as a short stable word such as {@code
   * several-choices} or {@code tools}; empty if nothing speaks against it.
   *
   * @param askedFor whether the client itself asks for trimming: then a seed is no reason, since it
   *     knows that a cut changes the text
   */
  public Optional<String> untrimmable(boolean askedFor) {
    return parsed().ambiguous()
        ? Optional.of("duplicate-members")
        : TrimObjections.firstTo(json(), askedFor);
  }

  /** Returns whether some object in it has two members of one name, so that it is not edited. */
  public boolean isAmbiguous() {
    return parsed().ambiguous();
  }

  /** Returns what a way of ending its thinking must be able to carry. */
  public Set<Need> needs() {
    return TrimObjections.needsOf(json());
  }

  /** Returns the body as text. */
  public String text() {
    return parsed().text();
  }

  /** Returns the body as an object; shared, callers do not change it. */
  public JsonNode root() {
    return json();
  }

  /** Returns whether the member at a JSON pointer is {@code true}. */
  public boolean asks(String pointer) {
    JsonNode value = json().at(pointer);
    return value.isBoolean() && value.booleanValue();
  }
}
