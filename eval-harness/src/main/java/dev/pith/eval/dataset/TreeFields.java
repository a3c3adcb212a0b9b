package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of a {@link RecordedTree}. */
final class TreeFields {
  private TreeFields() {}

  static RecordedTree tree(JsonNode item, Path file, long line) throws BadLineException {
    List<RecordedTree.Step> steps = new ArrayList<>();
    for (JsonNode step : JsonFields.array(item, "steps")) {
      steps.add(
          new RecordedTree.Step(
              texts(step, "parents"),
              texts(step, "children"),
              numbers(step, "values"),
              texts(step, "selected")));
    }
    List<Boolean> rewards = new ArrayList<>();
    for (double reward : numbers(item, "rewards")) {
      rewards.add(reward > 0);
    }
    return new RecordedTree(
        JsonFields.orElse(JsonFields.text(item, "dataset"), JsonFields.stem(file)),
        JsonFields.orElse(JsonFields.text(item, "model"), "unknown"),
        JsonFields.orElse(JsonFields.scalar(item.get("id")), "line " + line),
        steps,
        texts(item, "leaves"),
        rewards,
        file);
  }

  private static List<String> texts(JsonNode record, String field) throws BadLineException {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : JsonFields.array(record, field)) {
      if (!item.isTextual()) {
        throw new BadLineException(field + " must hold texts");
      }
      texts.add(item.textValue());
    }
    return texts;
  }

  private static List<Double> numbers(JsonNode record, String field) throws BadLineException {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode item : JsonFields.array(record, field)) {
      if (!item.isNumber()) {
        throw new BadLineException(field + " must hold numbers");
      }
      numbers.add(item.doubleValue());
    }
    return numbers;
  }
}
