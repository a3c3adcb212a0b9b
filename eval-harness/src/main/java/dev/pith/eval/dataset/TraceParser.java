package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Turns one line of JSON into a {@link RecordedTrace}. */
final class TraceParser {
  private TraceParser() {}

  /**
   * Reads a record.
   *
   * @return empty when the record is not a reasoning trace
   * @throws BadLineException when it is not a JSON object, or a field has the wrong type or range
   */
  static Optional<RecordedTrace> parse(byte[] json, Path file, long line) throws BadLineException {
    return parse(JsonFields.object(json), file, line);
  }

  /** Reads a record that is JSON already, in the same way. */
  static Optional<RecordedTrace> parse(JsonNode record, Path file, long line)
      throws BadLineException {
    String thinking = JsonFields.text(record, "thinking");
    OptionalLong thinkingTokens = JsonFields.count(record, "thinking_tokens");
    List<Probe> probes = probes(record, thinkingTokens);
    boolean hasText = thinking != null && !thinking.isBlank();
    boolean hasProbes = !probes.isEmpty() && thinkingTokens.orElse(0) > 0;
    String kind = JsonFields.text(record, "kind");
    boolean reasons =
        !Boolean.FALSE.equals(JsonFields.bool(record, "think")) && !"short-cot".equals(kind);
    if (!reasons || !(hasText || hasProbes)) {
      return Optional.empty();
    }
    OptionalLong sample = JsonFields.count(record, "sample");
    return Optional.of(
        new RecordedTrace(
            JsonFields.orElse(JsonFields.text(record, "dataset"), JsonFields.stem(file)),
            JsonFields.orElse(JsonFields.text(record, "model"), "unknown"),
            JsonFields.orElse(JsonFields.scalar(record.get("id")), "line " + line),
            (int) Math.min(sample.orElse(0), Integer.MAX_VALUE),
            JsonFields.orElse(JsonFields.text(record, "question"), ""),
            texts(record, "options"),
            gold(record),
            texts(record, "accept"),
            JsonFields.text(record, "grader"),
            hasText ? JsonFields.orElse(thinking, "") : "",
            JsonFields.orElse(JsonFields.text(record, "answer"), ""),
            JsonFields.scalar(record.get("pred")),
            JsonFields.bool(record, "correct"),
            JsonFields.bool(record, "finished"),
            kind,
            thinkingTokens.orElse(0) > 0 ? thinkingTokens : OptionalLong.empty(),
            probes,
            file,
            line));
  }

  /** The reference answer: a text, a number or a truth value; a list of criteria is none. */
  private static @Nullable String gold(JsonNode record) {
    String gold = JsonFields.scalar(record.get("gold"));
    return gold == null || gold.isBlank() ? null : gold;
  }

  private static List<Probe> probes(JsonNode record, OptionalLong thinkingTokens)
      throws BadLineException {
    List<Probe> probes = new ArrayList<>();
    for (JsonNode item : JsonFields.array(record, "probes")) {
      if (!item.isObject()) {
        throw new BadLineException("probes must hold objects");
      }
      try {
        probes.add(
            new Probe(
                percent(item, thinkingTokens),
                JsonFields.count(item, "prefix_tokens"),
                JsonFields.scalar(item.get("pred")),
                JsonFields.number(item, "prob"),
                JsonFields.number(item, "choice_mass"),
                JsonFields.number(item, "p_gold"),
                JsonFields.bool(item, "correct")));
      } catch (IllegalArgumentException outOfRange) {
        throw new BadLineException("probes: " + outOfRange.getMessage());
      }
    }
    probes.sort((a, b) -> Double.compare(a.percent(), b.percent()));
    return probes;
  }

  private static double percent(JsonNode probe, OptionalLong thinkingTokens)
      throws BadLineException {
    OptionalDouble fraction = JsonFields.number(probe, "fraction");
    if (fraction.isPresent()) {
      return fraction.getAsDouble() * 100.0;
    }
    OptionalDouble decile = JsonFields.number(probe, "decile");
    if (decile.isPresent()) {
      return decile.getAsDouble();
    }
    OptionalLong prefix = JsonFields.count(probe, "prefix_tokens");
    if (prefix.isPresent() && thinkingTokens.orElse(0) > 0) {
      return 100.0 * prefix.getAsLong() / thinkingTokens.getAsLong();
    }
    throw new BadLineException("a probe needs a fraction, a decile or prefix_tokens");
  }

  private static List<String> texts(JsonNode record, String field) throws BadLineException {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : JsonFields.array(record, field)) {
      String text = JsonFields.scalar(item);
      if (text == null) {
        throw new BadLineException(field + " must hold texts");
      }
      texts.add(text);
    }
    return texts;
  }
}
