package dev.pith.plugin.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/** JSON of requests and chunks. */
public final class Json {
  /**
   * Strings of any length: a request may carry a file, and the size of a body is limited elsewhere.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private static final JsonMapper MAPPER = new JsonMapper(FACTORY);
  private static final ObjectReader READER =
      MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectReader STRICT_READER =
      READER.with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Json() {}

  /** Reads one value; the last of several members with the same name wins. */
  public static JsonNode read(String text) throws JsonProcessingException {
    return READER.readTree(text);
  }

  /** Reads one value and refuses two members with the same name. */
  static JsonNode readUnambiguous(String text) throws JsonProcessingException {
    return STRICT_READER.readTree(text);
  }

  /** Returns a new object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Returns a value as JSON text. */
  public static String write(JsonNode node) {
    return node.toString();
  }

  /** Returns {@code text} as a JSON string, quotes included. */
  public static String quote(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  /** Returns whether a member is not there, or null. */
  public static boolean absent(JsonNode member) {
    return member.isMissingNode() || member.isNull();
  }

  /** Returns a member that is a whole number of at least 0, else empty. */
  public static OptionalLong count(JsonNode object, String name) {
    JsonNode value = object.path(name);
    boolean counts =
        value.isNumber()
            && value.canConvertToExactIntegral()
            && value.canConvertToLong()
            && value.longValue() >= 0;
    return counts ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
  }
}
