package dev.pith.eval.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.train.ChatFormat.Message;
import dev.pith.eval.train.Row.Weight;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns rows of other trainers, one JSON object a line, into examples: {@code messages} whose last
 * one is the assistant's, or {@code prompt} and {@code completion}. What comes before the last
 * message is given, the rest is learnt.
 */
final class SftRows {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String EXPECTED =
      "expected messages, the last of them by the assistant, or prompt and completion";

  private SftRows() {}

  /** Takes examples. */
  interface Sink {
    void accept(Row row) throws IOException;
  }

  /**
   * Reads a file to its end.
   *
   * @throws IOException if it cannot be read, or a line is no row; the message says which
   */
  static void read(Path file, Sink sink) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          sink.accept(row(file + " line " + number, line));
        }
      }
    }
  }

  private static Row row(String where, String line) throws IOException {
    JsonNode record;
    try {
      record = JSON.readTree(line);
    } catch (JsonProcessingException broken) {
      throw new IOException(where + ": " + broken.getOriginalMessage(), broken);
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : record.path("messages")) {
      messages.add(new Message(text(where, message, "role"), text(where, message, "content")));
    }
    if (messages.isEmpty()) {
      messages.add(Message.user(text(where, record, "prompt")));
      messages.add(Message.assistant(text(where, record, "completion")));
    }
    Message last = messages.remove(messages.size() - 1);
    if (messages.isEmpty() || !last.role().equals("assistant")) {
      throw new IOException(where + ": " + EXPECTED);
    }
    return Row.of(RowType.TRACE, ChatFormat.prompt(messages, true), last.content(), Weight.ANSWER);
  }

  private static String text(String where, JsonNode object, String field) throws IOException {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw new IOException(where + ": no text in " + field + "; " + EXPECTED);
    }
    return value.textValue();
  }
}
