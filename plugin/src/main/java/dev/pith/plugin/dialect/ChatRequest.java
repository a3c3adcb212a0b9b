package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A client's chat request as Pith reads it; the body stays as the client wrote it.
 *
 * <p>Reading is tolerant: a member of an unexpected type counts as absent, since the upstream is
 * the one to judge it. Immutable.
 */
public final class ChatRequest {
  private final JsonBody body;
  private final JsonNode root;

  private ChatRequest(JsonBody body) {
    this.body = body;
    this.root = body.root();
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

  /** Returns the bytes that were parsed; the array is shared, callers do not change it. */
  public byte[] body() {
    return body.bytes();
  }

  /** Returns the model that is asked for, empty if none is named. */
  public Optional<String> model() {
    return Optional.ofNullable(root.path("model").textValue());
  }

  /** Returns whether the client wants its answer as a stream. */
  public boolean stream() {
    return asks("/stream");
  }

  /**
   * Returns whether the client expects a usage report: it does without a stream, and with {@code
   * stream_options.include_usage} on a stream.
   */
  public boolean wantsUsage() {
    return !stream() || asks("/stream_options/include_usage");
  }

  /** Returns the text of the last user message, all text parts joined; empty if there is none. */
  public String question() {
    JsonNode messages = root.path("messages");
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.path(i).path("role").asText().equals("user")) {
        return textOf(messages.path(i).path("content"));
      }
    }
    return "";
  }

  /** Returns the text of the first user message; empty if there is none. */
  public String firstQuestion() {
    for (JsonNode message : root.path("messages")) {
      if (message.path("role").asText().equals("user")) {
        return textOf(message.path("content"));
      }
    }
    return "";
  }

  /** Returns how many characters of text all messages have together. */
  public long promptChars() {
    long chars = 0;
    for (JsonNode message : root.path("messages")) {
      chars += textOf(message.path("content")).length();
    }
    return chars;
  }

  /** Returns whether the conversation holds an answer of the assistant. */
  public boolean goesOn() {
    for (JsonNode message : root.path("messages")) {
      if (message.path("role").asText().equals("assistant")) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the last message is the result of a tool. */
  public boolean bringsToolResult() {
    JsonNode messages = root.path("messages");
    String role = messages.path(messages.size() - 1).path("role").asText();
    return role.equals("tool") || role.equals("function");
  }

  /** Returns whether tools are offered. */
  public boolean offersTools() {
    return !root.path("tools").isEmpty() || !root.path("functions").isEmpty();
  }

  private static String textOf(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    StringJoiner parts = new StringJoiner("\n");
    for (JsonNode part : content) {
      JsonNode text = part.isTextual() ? part : part.path("text");
      if (text.isTextual()) {
        parts.add(text.textValue());
      }
    }
    return parts.toString();
  }

  /** Returns the limit on generated tokens, thinking included, if the client set one. */
  public OptionalLong maxTokens() {
    OptionalLong newer = Json.count(root, "max_completion_tokens");
    return newer.isPresent() ? newer : Json.count(root, "max_tokens");
  }

  /**
   * Returns why this request must not be trimmed, as a short stable word such as {@code
   * several-choices} or {@code tools}; empty if nothing speaks against it.
   *
   * @param askedFor whether the client itself asks for trimming: then a seed is no reason, since it
   *     knows that a cut changes the text
   */
  public Optional<String> untrimmable(boolean askedFor) {
    return body.ambiguous()
        ? Optional.of("duplicate-members")
        : TrimObjections.firstTo(root, askedFor);
  }

  /** Returns what a way of ending its thinking must be able to carry. */
  public Set<Need> needs() {
    return TrimObjections.needsOf(root);
  }

  /** Returns the body as text. */
  public String text() {
    return body.text();
  }

  /** Returns the body as an object; shared, callers do not change it. */
  public JsonNode root() {
    return root;
  }

  /** Returns whether the member at a JSON pointer is {@code true}. */
  public boolean asks(String pointer) {
    JsonNode value = root.at(pointer);
    return value.isBoolean() && value.booleanValue();
  }
}
