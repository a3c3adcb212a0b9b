package dev.pith.eval.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HistoryCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  @TempDir private Path folder;

  @Test
  void run_generated_savesWithoutViolations() throws IOException {
    Map<String, JsonNode> rows = rows("--conversations", "3", "--turns", "12");

    assertThat(rows).containsOnlyKeys("whole", "prune", "prune, random", "none (ceiling)");
    JsonNode whole = row(rows, "whole");
    JsonNode prune = row(rows, "prune");
    JsonNode none = row(rows, "none (ceiling)");
    assertThat(whole.path("requests").asInt()).isEqualTo(36);
    assertThat(whole.path("thoughts").asInt()).isEqualTo(36);
    assertThat(whole.path("pastThoughts").asInt()).isEqualTo(33);
    assertThat(whole.path("saved").asDouble()).isZero();
    assertThat(whole.path("prefixBreaks").asInt()).isZero();
    assertThat(prune.path("pruned").asInt()).isPositive();
    assertThat(prune.path("saved").asDouble())
        .isPositive()
        .isLessThan(none.path("saved").asDouble());
    assertThat(prune.path("savedCi95").get(0).asDouble()).isPositive();
    assertThat(prune.path("costSaved").asDouble()).isPositive();
    assertThat(prune.path("prefixBreaks").asInt()).isPositive();
    assertThat(prune.path("readAgainTokensEstimated").asDouble()).isPositive();
    assertThat(none.path("pruned").asInt()).isEqualTo(33);
    rows.values().forEach(row -> assertThat(row.path("violations").asInt()).isZero());
    assertThat(out.toString())
        .contains("generated, 12 turns each, seed 1: 3 logs", "Tokens only", "unknown");
  }

  @Test
  void run_sameSeed_comesToTheSame() throws IOException {
    Map<String, JsonNode> once = rows("--conversations", "2", "--turns", "4", "--seed", "7");

    assertThat(rows("--conversations", "2", "--turns", "4", "--seed", "7")).isEqualTo(once);
    assertThat(rows("--conversations", "2", "--turns", "4", "--seed", "8")).isNotEqualTo(once);
  }

  @Test
  void run_cacheThatCostsNothing_keepsTheHistoryWhole() throws IOException {
    Map<String, JsonNode> rows =
        rows("--conversations", "2", "--turns", "6", "--cached-price", "0");

    assertThat(row(rows, "prune").path("pruned").asInt()).isZero();
    assertThat(row(rows, "none (ceiling)").path("costSaved").asDouble()).isNegative();
  }

  @Test
  void run_logsWithoutAnythingToShorten_saysWhy() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("log.jsonl"),
            """
            {"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}
            {"question":"q","transcript":"Thought 1: t\\nAction 1: Finish[x]\\nCorrect answer: y"}
            {"chunks":[]}
            """);

    Map<String, JsonNode> rows = rows("--data", file.toString());

    JsonNode prune = row(rows, "prune");
    assertThat(prune.path("source").asText()).isEqualTo("log.jsonl");
    assertThat(prune.path("logs").asInt()).isEqualTo(2);
    assertThat(prune.path("logsWithoutReasoning").asInt()).isEqualTo(1);
    assertThat(prune.path("logsWithoutPastReasoning").asInt()).isEqualTo(1);
    assertThat(prune.path("rejectedLines").asInt()).isEqualTo(1);
    assertThat(prune.path("saved").asDouble()).isZero();
    assertThat(out.toString())
        .contains("1 logs have no reasoning at all", "1 only reasoning of the turn that runs")
        .contains("1 lines rejected");
    assertThat(err.toString()).contains("log.jsonl, line 3: rejected: neither messages");
  }

  @Test
  void run_noLogAnywhere_fails() throws IOException {
    Path file = Files.writeString(folder.resolve("other.jsonl"), "{\"thinking\":\"x\"}\n");

    assertThat(run("--data", file.toString())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(failure.get()).hasMessageContaining("no agent log").hasMessageContaining("other");
  }

  @Test
  void run_missingFile_saysWhich() {
    assertThat(run("--data", folder.resolve("none.jsonl").toString()))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(failure.get())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.jsonl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--budget 1.1",
        "--budget -0.1",
        "--budget NaN",
        "--cached-price 2",
        "--resends 0",
        "--conversations 0",
        "--turns 0",
        "--seed x"
      })
  void run_wrongOption_isRefused(String options) {
    String[] two = options.split(" ", -1);

    assertThat(run(two)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(two[0]);
  }

  private static JsonNode row(Map<String, JsonNode> rows, String history) {
    JsonNode row = rows.get(history);
    assertThat(row).as(history).isNotNull();
    return row;
  }

  private Map<String, JsonNode> rows(String... arguments) throws IOException {
    Path json = folder.resolve("rows.json");
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--json";
    all[arguments.length + 1] = json.toString();
    assertThat(run(all)).as(err.toString()).isZero();
    JsonNode tree = new JsonMapper().readTree(json.toFile());
    assertThat(tree.path("suite").asText()).isEqualTo("history");
    Map<String, JsonNode> rows = new HashMap<>();
    tree.path("rows").forEach(row -> rows.put(row.path("history").asText(), row));
    return rows;
  }

  private int run(String... arguments) {
    return new CommandLine(new HistoryCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              failure.set(thrown);
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }
}
