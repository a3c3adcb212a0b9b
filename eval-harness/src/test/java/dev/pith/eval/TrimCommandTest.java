package dev.pith.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.dataset.SampleTraces;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrimCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeTraces() throws IOException {
    List<Map<String, Object>> records = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      records.add(
          Map.of(
              "dataset",
              "sums",
              "model",
              i % 2 == 0 ? "small" : "large",
              "question",
              "What is " + i + " + 2?",
              "gold",
              String.valueOf(i + 2),
              "pred",
              String.valueOf(i + 2),
              "finished",
              true,
              "thinking",
              ("I add 2 to " + i + ". The answer is " + (i + 2) + ".\n\n").repeat(4 + i)));
    }
    Files.writeString(folder.resolve("sums.jsonl"), SampleTraces.lines(records));
  }

  @Test
  void trim_traces_tableOfAllPolicies() {
    int status = run("--traces", folder.toString());

    assertThat(status).isZero();
    assertThat(out.toString())
        .contains("sums, finished: 6 traces, 6 questions, 2 models")
        .contains("  full ", "  random-equal ", "  k-equal-3 ", "  pith ", "  oracle ")
        .contains("pith by model");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void trim_wire_saysHowManyTracesWereCutAlike() {
    int status = run("--traces", folder.toString(), "--policy", "pith", "--wire");

    assertThat(status).as(err.toString()).isZero();
    assertThat(out.toString()).contains("over the wire: 6 traces, all cut where");
  }

  @Test
  void trim_somePolicies_onlyTheseInTheOrderOfTheReport() throws IOException {
    Path json = folder.resolve("out.json");

    int status =
        run(
            "--traces",
            folder.toString(),
            "--policy",
            "fixed-equal",
            "full",
            "--json",
            json.toString());

    assertThat(status).isZero();
    JsonNode rows = new JsonMapper().readTree(Files.readAllBytes(json)).path("rows");
    assertThat(rows).hasSize(6);
    assertThat(rows.get(0).path("policy").textValue()).isEqualTo("full");
    assertThat(rows.get(1).path("policy").textValue()).isEqualTo("fixed-equal");
  }

  @Test
  void trim_sameSeed_sameFiles() throws IOException {
    List<byte[]> outputs = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      Path json = folder.resolve(name + ".json");
      Path html = folder.resolve(name + ".html");
      run(
          "--traces",
          folder.resolve("sums.jsonl").toString(),
          "--json",
          json.toString(),
          "--html",
          html.toString());
      outputs.add(Files.readAllBytes(json));
      outputs.add(Files.readAllBytes(html));
    }

    assertThat(outputs.get(2)).isEqualTo(outputs.get(0));
    assertThat(outputs.get(3)).isEqualTo(outputs.get(1));
    assertThat(outputs.get(1)).asString().startsWith("<!doctype html>");
  }

  @Test
  void trim_limit_firstTracesOfEachFile() {
    run("--traces", folder.toString(), "--limit", "2", "--policy", "full");

    assertThat(out.toString()).contains("sums, finished: 2 traces");
  }

  @Test
  void trim_badLineAndOtherRecords_toldOnceCountedAndGoneOn() throws IOException {
    Files.writeString(folder.resolve("bad.jsonl"), "{oops\n");
    Path chunks = Files.createDirectory(folder.resolve("chunks"));
    Files.writeString(chunks.resolve("c.jsonl"), "{\"question\":\"q\",\"chunks\":[]}\n");

    int status = run("--traces", folder.toString());

    assertThat(status).isZero();
    assertThat(err.toString().lines())
        .containsExactly(
            "bad line " + folder.toRealPath().resolve("bad.jsonl") + ":1: not JSON at column 2",
            "left out " + folder.toRealPath().resolve("chunks") + ": no traces in its 1 files");
    assertThat(out.toString()).contains("bad lines 1, files without traces 1.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--traces FOLDER --policy magic      | unknown policy: magic; known are full, fixed-30",
        "--traces FOLDER/none                | no such file or folder: ",
        "--traces FOLDER --magic             | --magic",
        "--traces FOLDER --limit 0           | --limit must be at least 1: 0",
        "--traces FOLDER --limit x           | is not a long",
        "--traces FOLDER --json FOLDER/no/f  | cannot be written: ",
        "--traces FOLDER --html FOLDER       | cannot be written: ",
        "--policy full                       | --traces",
      })
  void trim_wrongArguments_oneLineAndStatus2(String arguments, String message) {
    int status = run(arguments.replace("FOLDER", folder.toString()).split(" +"));

    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("pith eval trim: ")
        .contains(message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void trim_noTraceAtAll_error() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    int status = run("--traces", empty.toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("nothing could be read: no trace in [" + empty);
  }

  @Test
  void trim_help_namesEveryPolicy() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains("fixed-equal", "budget-equal", "random-equal", "k-equal-2", "faithful", "oracle");
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("eval", "trim"));
    all.addAll(List.of(arguments));
    return Evaluation.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }
}
