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
import java.util.regex.Pattern;

/**
 * The body of a request: a JSON object in UTF-8. Immutable.
 *
 * <p>Of several members with the same name the last one counts.
 */
public final class JsonBody {
  /** What the parser says about itself in the middle of a message. */
  private static final Pattern SOURCE_NOTE = Pattern.compile("Source: REDACTED [^;]*; ");

  private final byte[] bytes;
  private final String text;
  private final JsonNode root;
  private final boolean ambiguous;

  private JsonBody(byte[] bytes, String text, JsonNode root, boolean ambiguous) {
    this.bytes = bytes;
    this.text = text;
    this.root = root;
    this.ambiguous = ambiguous;
  }

  /**
   * Reads a body.
   *
   * @param bytes JSON in UTF-8; kept, not copied
   * @throws BadChatRequestException if it is not a JSON object
   */
  public static JsonBody parse(byte[] bytes) throws BadChatRequestException {
    String text = decode(bytes);
    try {
      try {
        return new JsonBody(bytes, text, requireObject(Json.readUnambiguous(text)), false);
      } catch (MismatchedInputException twoMembersOfOneName) {
        return new JsonBody(bytes, text, requireObject(Json.read(text)), true);
      }
    } catch (MismatchedInputException e) {
      throw malformed(e, "expected the end of the body after the JSON object");
    } catch (JsonProcessingException e) {
      throw malformed(e, SOURCE_NOTE.matcher(e.getOriginalMessage()).replaceAll(""));
    }
  }

  /** Returns the object; shared, callers do not change it. */
  public JsonNode root() {
    return root;
  }

  /** Returns the bytes that were parsed; the array is shared, callers do not change it. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the body as text. */
  public String text() {
    return text;
  }

  /** Returns whether some object in it has two members of one name. */
  public boolean ambiguous() {
    return ambiguous;
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
}
