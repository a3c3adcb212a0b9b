package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Traces to prune, and rows that were read back. */
final class SampleLines {
  private static final JsonMapper JSON = new JsonMapper();

  private SampleLines() {}

  static ObjectNode trace(int number) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", "q" + number)
        .put("question", "What is " + number + " + 2?")
        .put(
            "thinking",
            "First I read it.\n\nSo "
                + number
                + " and 2.\n\nWait, is it that?\n\nPerhaps it is.\n\nBut yes, of course.\n\n"
                + "So the answer is "
                + (number + 2)
                + ".")
        .put("answer", "The answer is " + (number + 2) + ".");
  }

  static ObjectNode withLogProbs(ObjectNode trace) {
    ArrayNode content = trace.putObject("logprobs").putArray("content");
    int number = 0;
    for (String token : trace.path("thinking").asText().split("(?=[ \\n])(?<![ \\n])", -1)) {
      content.addObject().put("token", token).put("logprob", -number++ / 10.0);
    }
    content.addObject().put("token", "</think>").put("logprob", -0.1);
    return trace;
  }

  static Path write(Path file, List<?> lines) {
    try {
      return Files.write(file, lines.stream().map(String::valueOf).toList());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static List<JsonNode> read(Path file) {
    try {
      return Files.readAllLines(file).stream().map(SampleLines::parse).toList();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException garbage) {
      throw new UncheckedIOException(garbage);
    }
  }
}
