package dev.pith.plugin.local.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of tools in a message of the assistant. The API has their arguments as a text of JSON;
 * templates of models expect the object that it describes.
 */
public final class ToolCalls {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private ToolCalls() {}

  /**
   * Replaces the arguments in a list of calls.
   *
   * @param calls what the message has under {@code tool_calls}, changed in place
   * @param place where that is in the request
   * @throws BadParameterException when arguments are a text that is no object of JSON
   */
  public static void readArguments(@Nullable Object calls, String place)
      throws BadParameterException {
    if (!(calls instanceof List<?> list)) {
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof Map<?, ?> call
          && call.get("function") instanceof Map<?, ?> function) {
        readArguments(function, place + "[" + i + "].function.arguments");
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void readArguments(Map<?, ?> function, String place) throws BadParameterException {
    Object arguments = function.get("arguments");
    if (arguments == null) {
      ((Map<String, Object>) function).put("arguments", new LinkedHashMap<>());
    } else if (arguments instanceof String text) {
      ((Map<String, Object>) function).put("arguments", object(text, place));
    }
  }

  private static Object object(String text, String place) throws BadParameterException {
    JsonNode read = text.isBlank() ? JSON.createObjectNode() : tree(text);
    if (read == null || !read.isObject()) {
      throw Fields.bad(
          place,
          "an object, or a string that is one in JSON",
          JSON.getNodeFactory().textNode(text));
    }
    return JSON.convertValue(read, Object.class);
  }

  /** Returns what a text says, or null when it is no JSON. */
  private static @Nullable JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException noJson) {
      return null;
    }
  }
}
