package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * What a model has written between the tags of a call.
 *
 * @param name not blank
 * @param arguments an object of JSON
 */
record WrittenCall(String name, String arguments) {

  static final WrittenCall NONE = new WrittenCall("", "{}");

  /** Models write line breaks into strings as they are; numbers keep all their digits. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /**
   * Reads a call: an object with a name, and arguments that are an object, a text that is one, or
   * left out.
   *
   * @return empty when it is anything else
   */
  static Optional<WrittenCall> read(String text) {
    JsonNode call = tree(text);
    JsonNode name = call.path("name");
    JsonNode given = call.path("arguments");
    JsonNode arguments = given.isTextual() ? tree(given.textValue()) : given;
    boolean none = given.isMissingNode() || given.isNull();
    if (!name.isTextual() || name.textValue().isBlank() || !(none || arguments.isObject())) {
      return Optional.empty();
    }
    return Optional.of(new WrittenCall(name.textValue(), none ? "{}" : arguments.toString()));
  }

  /** Returns what a text says, a missing node when it is no JSON. */
  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException noJson) {
      return JSON.missingNode();
    }
  }
}
