package dev.pith.eval.sft;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The file in which a run notes how far it is; it is replaced as a whole, never half written. */
final class Journal {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final String fingerprint;

  /**
   * A journal; nothing is read or written yet.
   *
   * @param fingerprint of the run, see {@link SftPlan#fingerprint}
   */
  Journal(Path file, String fingerprint) {
    this.file = file;
    this.fingerprint = fingerprint;
  }

  /**
   * Returns how far the run was when it ended before its time.
   *
   * @return empty when there is no such run
   * @throws IOException when the journal is one of another run, or is none
   */
  Optional<RunState> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (JacksonException garbage) {
      throw new IOException(file + " is no journal; start anew with --restart", garbage);
    }
    if (!root.path("run").asText().equals(fingerprint)) {
      throw new IOException(
          file
              + " is of an unfinished run with another input or other settings: finish that one, or"
              + " start anew with --restart");
    }
    Map<RunState.Output, Long> bytes = new EnumMap<>(RunState.Output.class);
    for (RunState.Output output : RunState.Output.values()) {
      bytes.put(output, root.path("bytes").path(output.name()).asLong());
    }
    Map<Count, Long> counts = new EnumMap<>(Count.class);
    root.path("counts")
        .properties()
        .forEach(
            entry ->
                Count.named(entry.getKey())
                    .ifPresent(count -> counts.put(count, entry.getValue().asLong())));
    return Optional.of(new RunState(root.path("line").asLong(), bytes, counts));
  }

  void write(RunState state) throws IOException {
    ObjectNode root = JSON.createObjectNode().put("run", fingerprint).put("line", state.line());
    ObjectNode bytes = root.putObject("bytes");
    for (RunState.Output output : RunState.Output.values()) {
      bytes.put(output.name(), state.bytes(output));
    }
    ObjectNode counts = root.putObject("counts");
    for (Count count : Count.values()) {
      counts.put(count.label(), state.count(count));
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, JSON.writeValueAsBytes(root));
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
