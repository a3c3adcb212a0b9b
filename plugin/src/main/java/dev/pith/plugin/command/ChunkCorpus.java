package dev.pith.plugin.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The chunks of a file, read line by line: each is a JSON string, or an object with a text. */
final class ChunkCorpus implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final BufferedReader lines;
  private final Consumer<String> complaints;
  private int line;

  /**
   * Opens a file.
   *
   * @param complaints hears of every line that is no chunk
   */
  ChunkCorpus(Path file, Consumer<String> complaints) throws IOException {
    this.file = file;
    this.lines = Files.newBufferedReader(file);
    this.complaints = complaints;
  }

  /** Returns the next chunks, as many as asked for or those that are left; none at the end. */
  List<String> next(int count) throws IOException {
    List<String> chunks = new ArrayList<>();
    String text = null;
    while (chunks.size() < count && (text = lines.readLine()) != null) {
      line++;
      String chunk = text.isBlank() ? null : chunk(text);
      if (chunk != null) {
        chunks.add(chunk);
      }
    }
    return chunks;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private @Nullable String chunk(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      JsonNode chunk = node.isObject() ? node.path("text") : node;
      if (chunk.isTextual() && !chunk.textValue().isBlank()) {
        return chunk.textValue().strip();
      }
      complain("must be a JSON string, or an object with a text");
    } catch (JsonProcessingException bad) {
      complain("is not JSON: " + bad.getOriginalMessage());
    }
    return null;
  }

  private void complain(String what) {
    complaints.accept(file + ":" + line + ": the line " + what);
  }
}
