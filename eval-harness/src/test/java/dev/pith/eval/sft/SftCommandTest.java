package dev.pith.eval.sft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SftCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;
  private Path in;
  private Path sft;

  @BeforeEach
  void writeTraces() {
    in = SampleLines.write(folder.resolve("in.jsonl"), List.of(SampleLines.trace(1), "broken"));
    sft = folder.resolve("sft.jsonl");
  }

  @Test
  void run_lexical_writesRowsAndTheReport() throws Exception {
    int status = run("--scorer", "lexical", "--budget", "0.7");

    assertThat(status).as(err.toString()).isZero();
    assertThat(SampleLines.read(sft)).hasSize(1);
    JsonNode report = new JsonMapper().readTree(folder.resolve("sft.report.json").toFile());
    assertThat(report.path("scorer").asText()).isEqualTo("lexical");
    assertThat(report.path("counts").path("broken").asInt()).isEqualTo(1);
    assertThat(report.path("counts").path("rows").asInt()).isEqualTo(1);
    assertThat(out.toString()).contains("1 rows of 2 lines", "1 lines left out: broken");
  }

  @Test
  void run_engine_scoresByTheEmbeddedModel() {
    int status = run("--scorer", "engine", "--budget", "0.6", "--format", "prompt-completion");

    assertThat(status).as(err.toString()).isZero();
    JsonNode row = SampleLines.read(sft).get(0);
    assertThat(row.path("tokens_counted").asText()).isEqualTo("scorer");
    assertThat(row.path("unknown_scores").asInt(-1)).isZero();
    assertThat(row.path("prompt").asText()).isEqualTo("What is 1 + 2?");
    assertThat(row.path("completion").asText()).startsWith("<think>\nFirst I read it.");
  }

  @Test
  void run_oneEnd_keepsItsSteps() {
    String steps =
        IntStream.range(0, 12)
            .mapToObj(step -> "Then comes step " + (char) ('a' + step) + " of it.")
            .collect(Collectors.joining("\\n\\n"));
    in =
        SampleLines.write(
            folder.resolve("in.jsonl"),
            List.of(
                "{\"question\":\"Who?\",\"thinking\":\"" + steps + "\",\"answer\":\"Somebody.\"}"));

    run("--scorer", "first", "--budget", "0.5");
    assertThat(kept()).isEqualTo(List.of(0, 1, 2, 3, 4, 11));

    run("--scorer", "last", "--budget", "0.5", "--restart");
    assertThat(kept()).isEqualTo(List.of(0, 7, 8, 9, 10, 11));
  }

  private List<Integer> kept() {
    List<Integer> kept = new ArrayList<>();
    SampleLines.read(sft).get(0).path("kept_indices").forEach(step -> kept.add(step.asInt()));
    return kept;
  }

  @Test
  void run_anchorModel_leavesOutStepsBeforeTheFineStage() throws Exception {
    in = SampleLines.write(folder.resolve("in.jsonl"), List.of(SampleLines.trace(1)));
    try (FakeAnchorServer server = new FakeAnchorServer("2-3")) {
      int status =
          run(
              "--scorer",
              "engine",
              "--budget",
              "0.9",
              "--anchor-url",
              server.url(),
              "--anchor-model",
              "writer");

      assertThat(status).as(err.toString()).isZero();
      assertThat(server.asked()).hasSize(3);
    }
    JsonNode row = SampleLines.read(sft).get(0);
    assertThat(row.path("stages")).hasToString("[\"coarse\",\"fine\"]");
    assertThat(row.path("coarse_model").asText()).isEqualTo("writer");
    assertThat(kept()).doesNotContain(1, 2);
    assertThat(row.path("unknown_scores").asInt(-1)).isZero();
    JsonNode report = new JsonMapper().readTree(folder.resolve("sft.report.json").toFile());
    assertThat(report.path("scorer").asText()).endsWith("behind writer by numbers");
    assertThat(report.path("counts").path("coarse_skipped").asInt(-1)).isZero();
    assertThat(report.path("cost").path("anchorTokens").asInt()).isEqualTo(14);
  }

  @Test
  void run_anchorModelWithoutAList_leavesItToTheFineStageAndSaysSo() throws Exception {
    in = SampleLines.write(folder.resolve("in.jsonl"), List.of(SampleLines.trace(1)));
    try (FakeAnchorServer server = new FakeAnchorServer("I would keep all that helps.")) {
      assertThat(
              run(
                  "--scorer",
                  "lexical",
                  "--budget",
                  "0.7",
                  "--anchor-url",
                  server.url(),
                  "--anchor-model",
                  "writer"))
          .as(err.toString())
          .isZero();
    }
    JsonNode row = SampleLines.read(sft).get(0);
    assertThat(row.path("stages")).hasToString("[\"fine\"]");
    assertThat(row.path("coarse_skipped").asText()).contains("no usable answer of 2");
    assertThat(out.toString()).contains("1 rows by the fine stage alone");
  }

  @Test
  void run_anchorServerDown_isAnErrorBeforeAnyRow() {
    int status =
        run("--scorer", "lexical", "--anchor-url", "http://127.0.0.1:1", "--anchor-model", "m");

    assertThat(status).isNotZero();
    assertThat(err.toString()).contains("--anchor-url http://127.0.0.1:1: m gave no answer");
    assertThat(sft).doesNotExist();
  }

  @Test
  void run_budgetOfNothing_saysWhatThatMeans() {
    assertThat(run("--scorer", "rules", "--budget", "0")).isZero();
    assertThat(err.toString()).contains("keeps the steps that must stay");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--scorer lexical --budget -1",
        "--scorer lexical --budget 1.5",
        "--scorer lexical --budget NaN",
        "--scorer llama",
        "--scorer http://localhost:1",
        "--scorer lexical --scorer-model m",
        "--scorer lexical --format parquet",
        "--scorer lexical --anchor-model m",
        "--scorer lexical --anchor-url http://localhost:1",
      })
  void run_wrongOption_isRefused(String options) {
    assertThat(run(options.split(" ", -1))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(sft).doesNotExist();
  }

  private int run(String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "--in";
    arguments[1] = in.toString();
    arguments[2] = "--out";
    arguments[3] = sft.toString();
    System.arraycopy(options, 0, arguments, 4, options.length);
    return new CommandLine(new SftCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
