package dev.pith.plugin.dialect;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * A client's chat request as Pith reads it; the body stays as the client wrote it.
 *
 * <p>Reading is tolerant: a member of an unexpected type counts as absent, since the upstream is
 * the one to judge it. Immutable.
 */
public final class ChatRequest {
  /** What the parser says about itself in the middle of a message. */
  private static final Pattern SOURCE_NOTE = Pattern.compile("Source: REDACTED [^;]*; ");

  private final byte[] body;
  private final String text;
  private final JsonNode root;
  private final boolean ambiguous;

  private ChatRequest(byte[] body, String text, JsonNode root, boolean ambiguous) {
    this.body = body;
    this.text = text;
    this.root = root;
    this.ambiguous = ambiguous;
  }

  /**
   * Reads a request.
   *
   * @param body JSON in UTF-8; kept, not copied
   * @throws BadChatRequestException if it is not a JSON object
   */
  public static ChatRequest parse(byte[] body) throws BadChatRequestException {
    String text = decode(body);
    try {
      try {
        return new ChatRequest(body, text, requireObject(Json.readUnambiguous(text)), false);
      } catch (MismatchedInputException twoMembersOfOneName) {
        return new ChatRequest(body, text, requireObject(Json.read(text)), true);
      }
    } catch (MismatchedInputException e) {
      throw malformed(e, "expected the end of the body after the JSON object");
    } catch (JsonProcessingException e) {
      throw malformed(e, SOURCE_NOTE.matcher(e.getOriginalMessage()).replaceAll(""));
    }
  }

  private static BadChatRequestException malformed(JsonProcessingException e, String cause) {
    JsonLocation at = e.getLocation();
    String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new BadChatRequestException("request body is not valid JSON" + place + ": " + cause);
  }

  private static String decode(byte[] body) throws BadChatRequestException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(body);
    CharBuffer out = CharBuffer.allocate(body.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new BadChatRequestException(
          "request body is not valid UTF-8 at byte " + in.position() + "; expected JSON in UTF-8");
    }
    return out.flip().toString();
  }

  private static JsonNode requireObject(JsonNode root) throws BadChatRequestException {
    if (root.isObject()) {
      return root;
    }
    throw new BadChatRequestException(
        root.isMissingNode()
            ? "request body is empty; expected a JSON object"
            : "request body must be a JSON object, but is of type "
                + root.getNodeType().name().toLowerCase(Locale.ROOT));
  }

  /** Returns the bytes that were parsed; the array is shared, callers do not change it. */
  public byte[] body() {
    return body;
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
   */
  public Optional<String> untrimmable() {
    return ambiguous ? Optional.of("duplicate-members") : TrimObjections.firstTo(root);
  }

  /** Returns the body as text. */
  String text() {
    return text;
  }

  JsonNode root() {
    return root;
  }

  /** Returns whether the member at a JSON pointer is {@code true}. */
  boolean asks(String pointer) {
    JsonNode value = root.at(pointer);
    return value.isBoolean() && value.booleanValue();
  }
}
