package dev.pith.eval.prune;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.sft.FakeAnchorServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PruneCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void run_embeddedModel_comparesAllMethodsAtEqualBudgets() throws Exception {
    Path json = folder.resolve("rows.json");

    int status =
        run("--problems", "4", "--no-protect", "--budgets", "0.5", "--json", json.toString());

    assertThat(status).as(err.toString()).isZero();
    assertThat(out.toString()).contains("surprisal", "random", "nothing protected");
    JsonNode tree = new JsonMapper().readTree(json.toFile());
    assertThat(tree.path("suite").asText()).isEqualTo("prune");
    assertThat(tree.path("rows")).hasSize(11);
    for (JsonNode row : tree.path("rows")) {
      assertThat(row.path("problems").asInt()).isEqualTo(4);
      assertThat(row.path("kept").asDouble()).isBetween(0.0, row.path("budget").asDouble());
      assertThat(row.path("accuracy").asDouble()).isBetween(0.0, 1.0);
      assertThat(row.path("ci95")).hasSize(2);
    }
  }

  @Test
  void run_anchorModel_prunesByBothStages() throws Exception {
    Path json = folder.resolve("rows.json");
    try (FakeAnchorServer server = new FakeAnchorServer("2-3")) {
      int status =
          run(
              "--problems",
              "4",
              "--no-protect",
              "--budgets",
              "0.5",
              "--anchor-url",
              server.url(),
              "--anchor-model",
              "writer",
              "--json",
              json.toString());

      assertThat(status).as(err.toString()).isZero();
    }
    assertThat(out.toString()).contains("coarse stage: writer by numbers, skipped for 0 problems");
    JsonNode tree = new JsonMapper().readTree(json.toFile());
    assertThat(tree.path("coarse").asText()).isEqualTo("writer by numbers");
    assertThat(tree.path("rows")).hasSize(12);
    assertThat(tree.path("rows"))
        .filteredOn(row -> row.path("method").asText().equals("coarse+surprisal"))
        .singleElement()
        .satisfies(row -> assertThat(row.path("kept").asDouble()).isBetween(0.0, 0.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--problems 0",
        "--seeds 4",
        "--budgets 0",
        "--budgets 1.5",
        "--family none",
        "--anchor-model m"
      })
  void run_wrongOption_isRefused(String options) {
    assertThat(run(options.split(" ", -1))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(options.substring(0, options.indexOf(' ')));
  }

  private int run(String... arguments) {
    return new CommandLine(new PruneCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
