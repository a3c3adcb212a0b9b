package dev.pith.plugin.jinja;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** What Python's Jinja made of templates; the files say which version, and how it was set up. */
final class PythonCases {

  private static final JsonMapper JSON = new JsonMapper();

  /** The time at which the cases were made. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T09:05:07Z"), ZoneOffset.UTC);

  private PythonCases() {}

  static JsonNode read(String name) throws IOException {
    return JSON.readTree(text(name + ".json"));
  }

  static String template(String name) throws IOException {
    return text(name + ".jinja");
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> variables(JsonNode object) {
    return JSON.convertValue(object, Map.class);
  }

  /** Returns a value as its Java type: map, list, text, number, truth value or null. */
  static Object value(JsonNode json) {
    return JSON.convertValue(json, Object.class);
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = PythonCases.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
