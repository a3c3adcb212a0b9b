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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Turns one line of JSON into a {@link RecordedTrace}. */
final class TraceParser {
  /** A line that cannot be read; the message says why and shows none of its text. */
  static final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    BadLineException(String reason) {
      super(reason);
    }
  }

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

  private TraceParser() {}

  /**
   * Reads a record.
   *
   * @return empty when the record is not a reasoning trace
   * @throws BadLineException when it is not a JSON object, or a field has the wrong type or range
   */
  static Optional<RecordedTrace> parse(byte[] json, Path file, long line) throws BadLineException {
    JsonNode record = object(json);
    String thinking = text(record, "thinking");
    OptionalLong thinkingTokens = count(record, "thinking_tokens");
    List<Probe> probes = probes(record, thinkingTokens);
    boolean hasText = thinking != null && !thinking.isBlank();
    boolean hasProbes = !probes.isEmpty() && thinkingTokens.orElse(0) > 0;
    String kind = text(record, "kind");
    boolean reasons = !Boolean.FALSE.equals(bool(record, "think")) && !"short-cot".equals(kind);
    if (!reasons || !(hasText || hasProbes)) {
      return Optional.empty();
    }
    OptionalLong sample = count(record, "sample");
    return Optional.of(
        new RecordedTrace(
            orElse(text(record, "dataset"), stem(file)),
            orElse(text(record, "model"), "unknown"),
            orElse(scalar(record.get("id")), "line " + line),
            (int) Math.min(sample.orElse(0), Integer.MAX_VALUE),
            orElse(text(record, "question"), ""),
            texts(record, "options"),
            gold(record),
            texts(record, "accept"),
            text(record, "grader"),
            hasText ? orElse(thinking, "") : "",
            orElse(text(record, "answer"), ""),
            scalar(record.get("pred")),
            bool(record, "correct"),
            bool(record, "finished"),
            kind,
            thinkingTokens.orElse(0) > 0 ? thinkingTokens : OptionalLong.empty(),
            probes,
            file,
            line));
  }

  private static JsonNode object(byte[] json) throws BadLineException {
    try {
      JsonNode node = MAPPER.readTree(json);
      if (!node.isObject()) {
        throw new BadLineException("not a JSON object");
      }
      return node;
    } catch (JsonProcessingException broken) {
      boolean encoding = broken.getOriginalMessage().contains("UTF-8");
      String at =
          broken.getLocation() == null ? "" : " at column " + broken.getLocation().getColumnNr();
      throw new BadLineException((encoding ? "not UTF-8" : "not JSON") + at);
    } catch (IOException broken) {
      throw new BadLineException("not JSON in UTF-8");
    }
  }

  /** The reference answer: a text, a number or a truth value; a list of criteria is none. */
  private static @Nullable String gold(JsonNode record) {
    String gold = scalar(record.get("gold"));
    return gold == null || gold.isBlank() ? null : gold;
  }

  private static List<Probe> probes(JsonNode record, OptionalLong thinkingTokens)
      throws BadLineException {
    List<Probe> probes = new ArrayList<>();
    for (JsonNode item : array(record, "probes")) {
      if (!item.isObject()) {
        throw new BadLineException("probes must hold objects");
      }
      try {
        probes.add(
            new Probe(
                percent(item, thinkingTokens),
                count(item, "prefix_tokens"),
                scalar(item.get("pred")),
                number(item, "prob"),
                number(item, "choice_mass"),
                number(item, "p_gold"),
                bool(item, "correct")));
      } catch (IllegalArgumentException outOfRange) {
        throw new BadLineException("probes: " + outOfRange.getMessage());
      }
    }
    probes.sort((a, b) -> Double.compare(a.percent(), b.percent()));
    return probes;
  }

  private static double percent(JsonNode probe, OptionalLong thinkingTokens)
      throws BadLineException {
    OptionalDouble fraction = number(probe, "fraction");
    if (fraction.isPresent()) {
      return fraction.getAsDouble() * 100.0;
    }
    OptionalDouble decile = number(probe, "decile");
    if (decile.isPresent()) {
      return decile.getAsDouble();
    }
    OptionalLong prefix = count(probe, "prefix_tokens");
    if (prefix.isPresent() && thinkingTokens.orElse(0) > 0) {
      return 100.0 * prefix.getAsLong() / thinkingTokens.getAsLong();
    }
    throw new BadLineException("a probe needs a fraction, a decile or prefix_tokens");
  }

  private static List<String> texts(JsonNode record, String field) throws BadLineException {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : array(record, field)) {
      String text = scalar(item);
      if (text == null) {
        throw new BadLineException(field + " must hold texts");
      }
      texts.add(text);
    }
    return texts;
  }

  private static Iterable<JsonNode> array(JsonNode record, String field) throws BadLineException {
    JsonNode node = record.get(field);
    if (isAbsent(node)) {
      return List.of();
    }
    if (!node.isArray()) {
      throw new BadLineException(field + " must be a list");
    }
    return node;
  }

  private static @Nullable String text(JsonNode record, String field) throws BadLineException {
    JsonNode node = record.get(field);
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isTextual()) {
      throw new BadLineException(field + " must be a text");
    }
    return node.textValue();
  }

  private static @Nullable Boolean bool(JsonNode record, String field) throws BadLineException {
    JsonNode node = record.get(field);
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isBoolean()) {
      throw new BadLineException(field + " must be true or false");
    }
    return node.booleanValue();
  }

  private static OptionalDouble number(JsonNode record, String field) throws BadLineException {
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

  private static OptionalLong count(JsonNode record, String field) throws BadLineException {
    OptionalDouble number = number(record, field);
    if (number.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!(number.getAsDouble() >= 0)) {
      throw new BadLineException(field + " must not be negative");
    }
    return OptionalLong.of((long) number.getAsDouble());
  }

  private static @Nullable String scalar(@Nullable JsonNode node) {
    return node == null || node.isNull() || node.isContainerNode() ? null : node.asText();
  }

  private static boolean isAbsent(@Nullable JsonNode node) {
    return node == null || node.isNull();
  }

  private static String orElse(@Nullable String text, String fallback) {
    return text == null ? fallback : text;
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int end = name.indexOf(".jsonl");
    return end > 0 ? name.substring(0, end) : name;
  }
}
