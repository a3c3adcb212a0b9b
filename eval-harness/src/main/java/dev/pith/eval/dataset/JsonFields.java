package dev.pith.eval.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a recorded object; what has the wrong type is a bad line, absent is null. */
final class JsonFields {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFields() {}

  static JsonNode object(byte[] json) throws BadLineException {
    JsonNode node = value(json);
    if (!node.isObject()) {
      throw new BadLineException("not a JSON object");
    }
    return node;
  }

  static JsonNode value(byte[] json) throws BadLineException {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException broken) {
      boolean encoding = broken.getOriginalMessage().contains("UTF-8");
      String at =
          broken.getLocation() == null ? "" : " at column " + broken.getLocation().getColumnNr();
      throw new BadLineException((encoding ? "not UTF-8" : "not JSON") + at);
    } catch (IOException broken) {
      throw new BadLineException("not JSON in UTF-8");
    }
  }

  static Iterable<JsonNode> array(JsonNode record, String field) throws BadLineException {
    JsonNode node = record.get(field);
    if (isAbsent(node)) {
      return List.of();
    }
    if (!node.isArray()) {
      throw new BadLineException(field + " must be a list");
    }
    return node;
  }

  static @Nullable String text(JsonNode record, String field) throws BadLineException {
    JsonNode node = record.get(field);
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isTextual()) {
      throw new BadLineException(field + " must be a text");
    }
    return node.textValue();
  }

  static @Nullable Boolean bool(JsonNode record, String field) throws BadLineException {
    JsonNode node = record.get(field);
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isBoolean()) {
      throw new BadLineException(field + " must be true or false");
    }
    return node.booleanValue();
  }

  static OptionalDouble number(JsonNode record, String field) throws BadLineException {
    JsonNode node = record.get(field);
    if (isAbsent(node)) {
      return OptionalDouble.empty();
    }
    if (!node.isNumber()) {
      throw new BadLineException(field + " must be a number");
    }
    double value = node.doubleValue();
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  static OptionalLong count(JsonNode record, String field) throws BadLineException {
    OptionalDouble number = number(record, field);
    if (number.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!(number.getAsDouble() >= 0)) {
      throw new BadLineException(field + " must not be negative");
    }
    return OptionalLong.of((long) number.getAsDouble());
  }

  static @Nullable String scalar(@Nullable JsonNode node) {
    return node == null || node.isNull() || node.isContainerNode() ? null : node.asText();
  }

  static boolean isAbsent(@Nullable JsonNode node) {
    return node == null || node.isNull();
  }

  static String orElse(@Nullable String text, String fallback) {
    return text == null ? fallback : text;
  }

  static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int end = name.indexOf(".jsonl");
    return end > 0 ? name.substring(0, end) : name;
  }
}
