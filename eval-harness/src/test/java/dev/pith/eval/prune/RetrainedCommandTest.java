package dev.pith.eval.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.prune.RetrainedRow.Outcome;
import dev.pith.plugin.local.LocalModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RetrainedCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void run_sameModelTwice_differsInNothing() throws IOException {
    Path model = model();
    Path json = folder.resolve("rows.json");

    int status =
        run("one=" + model, "other=" + model, "--problems", "4", "--json", json.toString());

    assertThat(status).as(err.toString()).isZero();
    JsonNode rows = new JsonMapper().readTree(json.toFile()).path("rows");
    assertThat(rows).hasSize(2);
    JsonNode other = rows.get(1);
    assertThat(other.path("model").asText()).isEqualTo("other");
    assertThat(other.path("problems").asInt()).isEqualTo(4);
    assertThat(other.path("saved").asDouble()).isZero();
    assertThat(other.path("ofFirst").asDouble()).isZero();
    assertThat(other.path("thinkingTokens").asDouble()).isGreaterThan(20);
    assertThat(out.toString()).contains("4 problems of the test split", "unfinished");
  }

  @Test
  void row_shorterAndRighter_isComparedWithTheFirst() {
    List<Outcome> first = List.of(new Outcome(true, 100, true), new Outcome(false, 300, false));
    List<Outcome> own = List.of(new Outcome(true, 50, true), new Outcome(true, 50, true));

    RetrainedRow row = RetrainedRow.of("short", own, first, 1);

    assertThat(row.accuracy()).isEqualTo(1);
    assertThat(row.ofFirst()).isEqualTo(0.5);
    assertThat(row.tokens()).isEqualTo(50);
    assertThat(row.saved()).isEqualTo(0.75, within(1e-12));
    assertThat(row.savedCi95().low()).isEqualTo(0.5, within(1e-12));
    assertThat(row.savedCi95().high()).isEqualTo(250.0 / 300, within(1e-12));
    assertThat(RetrainedRow.of("first", first, first, 1).unfinished()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--problems 0", "--temperature -1", "--min-p 2", "--family none", "--problem 3"})
  void run_wrongOption_isRefused(String options) {
    String[] two = options.split(" ", -1);

    assertThat(run("one=missing.gguf", two[0], two[1])).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(two[0]);
  }

  @Test
  void run_missingFile_saysWhichBeforeAnythingIsMeasured() throws IOException {
    assertThat(run("one=" + model(), "other=missing.gguf")).isNotEqualTo(CommandLine.ExitCode.OK);
    assertThat(err.toString()).contains("missing.gguf").doesNotContain("of 300 problems");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "=a.gguf", "one=", "a=b.gguf a=c.gguf"})
  void run_modelsThatAreNone_areRefused(String models) {
    assertThat(run(models.split(" ", -1))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).containsAnyOf("must be NAME=FILE", "one name");
  }

  private Path model() throws IOException {
    Path file = folder.resolve("model.gguf");
    try (InputStream in = LocalModel.class.getResourceAsStream("pith-small.gguf")) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private int run(String... arguments) {
    return new CommandLine(new RetrainedCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
