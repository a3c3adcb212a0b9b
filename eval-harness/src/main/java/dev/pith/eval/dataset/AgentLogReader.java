package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Streams the {@linkplain AgentLog agent logs} of a file, plain or gzip: lines with {@code
 * messages}, or with a {@code question} and a ReAct {@code transcript}. One log is held at a time.
 */
public final class AgentLogReader {

  /** Receives what is found, in the order of the lines. */
  public interface Listener {
    /** A log was read. */
    void onLog(AgentLog log);

    /**
     * A line holds no log that can be read; the reading goes on after it.
     *
     * @param line from 1
     * @param reason why, without the line's text
     */
    void onBadLine(Path file, long line, String reason);
  }

  private final Path file;
  private final Listener listener;
  private final Map<String, Optional<String>> systems = new HashMap<>();

  private AgentLogReader(Path file, Listener listener) {
    this.file = file;
    this.listener = listener;
  }

  /** Reads a file. What breaks in the middle of it is told as its last line. */
  public static void read(Path file, Listener listener) {
    new AgentLogReader(file, listener).read();
  }

  private void read() {
    long line = 1;
    try (JsonLines lines = JsonLines.open(Files.newInputStream(file), TraceReader.MAX_LINE_BYTES)) {
      for (; lines.next(); line = lines.number() + 1) {
        if (TraceReader.isBlank(lines.bytes())) {
          continue;
        }
        Optional<AgentLog> log = Optional.empty();
        try {
          log = Optional.of(parse(lines));
        } catch (BadLineException bad) {
          listener.onBadLine(file, lines.number(), String.valueOf(bad.getMessage()));
        }
        log.ifPresent(listener::onLog);
      }
    } catch (IOException broken) {
      listener.onBadLine(file, line, "cannot be read: " + TraceReader.reason(broken));
    }
  }

  private AgentLog parse(JsonLines lines) throws BadLineException, IOException {
    if (lines.isTooLong()) {
      throw new BadLineException("longer than " + TraceReader.MAX_LINE_BYTES + " bytes");
    }
    JsonNode record = JsonFields.object(lines.bytes());
    List<ObjectNode> messages = new ArrayList<>(AgentLogParser.messages(record));
    String name = JsonFields.text(record, "system_ref");
    boolean own = messages.get(0).path("role").asText().equals("system");
    if (name == null || own) {
      return new AgentLog(messages, false);
    }
    Optional<String> system = system(name);
    system.ifPresent(
        text ->
            messages.add(
                0,
                JsonNodeFactory.instance.objectNode().put("role", "system").put("content", text)));
    return new AgentLog(messages, system.isEmpty());
  }

  /** Returns the text of a file in the folder of the logs; empty when it is not there. */
  private Optional<String> system(String name) throws BadLineException, IOException {
    if (name.contains("/") || name.contains("\\")) {
      throw new BadLineException("system_ref must be the name of a file in the same folder");
    }
    Optional<String> known = systems.get(name);
    if (known == null) {
      Path text = file.resolveSibling(name);
      known =
          Files.isRegularFile(text)
              ? Optional.of(Files.readString(text, StandardCharsets.UTF_8))
              : Optional.empty();
      systems.put(name, known);
    }
    return known;
  }
}
