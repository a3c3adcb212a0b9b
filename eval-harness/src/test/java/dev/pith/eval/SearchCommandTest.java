package dev.pith.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SearchCommandTest {
  private static final String TREE =
      "{\"id\":\"t1\",\"dataset\":\"trees\",\"steps\":[{\"parents\":[\"\"],"
          + "\"children\":[\"a\",\"b\"],\"values\":[1,2.5],\"selected\":[\"b\"]}],"
          + "\"leaves\":[\"b\"],\"rewards\":[1]}\n";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void search_recordedVotesAndTrees_writesRows() throws Exception {
    writeQuestions(10);
    Files.writeString(folder.resolve("trees.jsonl"), TREE);
    Path json = folder.resolve("rows.json");

    int status = run("--data", folder.toString(), "--seeds", "5", "--json", json.toString());

    assertThat(status).as(err.toString()).isZero();
    JsonNode rows = new JsonMapper().readTree(json.toFile());
    assertThat(rows.get("policies").asText()).contains("tuned on");
    JsonNode all = row(rows, "sc@64");
    assertThat(all.get("suite").asText()).isEqualTo("search");
    assertThat(all.get("dataset").asText()).isEqualTo("invented");
    assertThat(all.get("agreement").asDouble()).isEqualTo(1);
    assertThat(all.get("gain").asDouble()).isZero();
    assertThat(all.get("accuracyLabel").asText()).isEqualTo("recorded");
    assertThat(all.get("kvTokens").isNull()).isTrue();
    assertThat(all.get("seeds").asInt()).isEqualTo(5);
    assertThat(all.get("questions").asInt()).isEqualTo(10);
    JsonNode probing = row(rows, "parallel-probe");
    assertThat(probing.get("tokensWithProbes").asDouble())
        .isGreaterThan(probing.get("tokens").asDouble());
    assertThat(row(rows, "asc").get("tokens").asDouble())
        .isCloseTo(row(rows, "asc").get("sequentialTokens").asDouble(), within(0.2));
    assertThat(row(rows, "oracle").get("accuracy").asDouble())
        .isEqualTo(all.get("accuracy").asDouble());
    assertThat(row(rows, "ets-16").get("solutionKept").asDouble()).isEqualTo(1);
    assertThat(out.toString()).contains("sc@64", "pith-8", "oracle", "ets-16", "frozen policies");
  }

  @Test
  void search_twice_isTheSame() throws Exception {
    writeQuestions(4);

    run("--data", folder.toString(), "--seeds", "3");
    String first = out.toString();
    out.getBuffer().setLength(0);
    run("--data", folder.toString(), "--seeds", "3");

    assertThat(out.toString()).isEqualTo(first);
  }

  @Test
  void search_noReferenceAnswers_hasNoAccuracy() throws Exception {
    writeQuestions(3);
    Path file = folder.resolve("questions.jsonl");
    Files.writeString(file, Files.readString(file).replace("\"gold\"", "\"unused\""));
    Path json = folder.resolve("rows.json");

    assertThat(run("--data", file.toString(), "--seeds", "2", "--json", json.toString())).isZero();

    JsonNode row = row(new JsonMapper().readTree(json.toFile()), "sc@8");
    assertThat(row.get("accuracy").isNull()).isTrue();
    assertThat(row.get("ci95").isNull()).isTrue();
    assertThat(row.get("agreement").isNumber()).isTrue();
  }

  @Test
  void tune_recordedVotes_freezesPoliciesThatAreThenUsed() throws Exception {
    writeQuestions(8);
    Path frozen = folder.resolve("frozen.json");
    String questions = folder.resolve("questions.jsonl").toString();

    int status =
        run(
            "tune",
            "--on",
            questions,
            "--out",
            frozen.toString(),
            "--draws",
            "6",
            "--seeds",
            "3",
            "--folds",
            "4");

    assertThat(status).as(err.toString()).isZero();
    assertThat(out.toString()).contains("pith-8", "pith-64-probes", "held out", "tuned");
    assertThat(run("--data", questions, "--seeds", "2", "--policies", frozen.toString())).isZero();
    assertThat(out.toString()).contains("frozen.json, tuned on invented, m");
  }

  @Test
  void search_wrongUse_isToldInOneLine() throws Exception {
    assertThat(run("--data", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(run("--data", folder.toString())).isEqualTo(2);
    assertThat(run("--problems", "0")).isEqualTo(2);
    assertThat(run("--policy", "best")).isEqualTo(2);
    writeQuestions(2);
    assertThat(run("--data", folder.toString(), "--seeds", "0")).isEqualTo(2);
    assertThat(run("tune", "--on", folder.toString(), "--out", "x", "--folds", "9")).isEqualTo(2);
    Files.writeString(folder.resolve("questions.jsonl"), "{\"branches\":[]}\n");
    assertThat(run("--data", folder.toString())).isEqualTo(1);

    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("no such file or folder"),
            line -> assertThat(line).contains("nothing could be read"),
            line -> assertThat(line).contains("--problems must be at least 1: 0"),
            line -> assertThat(line).contains("unknown policy: best; known are sc, rebase"),
            line -> assertThat(line).contains("--seeds must be at least 1: 0"),
            line -> assertThat(line).contains("--folds must be in [2, 2]"),
            line -> assertThat(line).contains("questions.jsonl, line 1: no branches"));
  }

  @Test
  void search_live_writesRowsBesideRebase() throws Exception {
    Path json = folder.resolve("live.json");

    int status =
        run(
            "--problems",
            "2",
            "--width",
            "4",
            "--difficulty",
            "1",
            "--threads",
            "1",
            "--policy",
            "sc",
            "pith",
            "--embedder",
            "ngrams",
            "--json",
            json.toString());

    assertThat(status).as(err.toString()).isZero();
    assertThat(out.toString()).contains("live search, width 4: 2 problems", "rebase", "pith");
    JsonNode rows = new JsonMapper().readTree(json.toFile());
    assertThat(rows.get("rows")).hasSize(3);
    JsonNode pith = row(rows, "pith");
    assertThat(pith.get("suite").asText()).isEqualTo("search");
    assertThat(pith.get("part").asText()).isEqualTo("live");
    assertThat(pith.get("failedCalls").asInt()).isZero();
    assertThat(pith.get("provenOptimal").asDouble()).isEqualTo(1);
    assertThat(pith.get("tokens").asDouble())
        .isLessThanOrEqualTo(row(rows, "rebase").get("tokens").asDouble());
    assertThat(pith.get("kvResidentPeakBytes").asDouble()).isPositive();
    assertThat(row(rows, "sc").get("kvPaper").isNull()).isTrue();
    assertThat(pith.get("embedder").asText()).startsWith("hashed n-grams");
  }

  @Test
  void search_embedderThatNobodyKnows_isRefused() {
    assertThat(run("--embedder", "words")).isNotZero();

    assertThat(err.toString()).contains("--embedder must be standard or ngrams: words");
  }

  /** Questions of 70 branches each; later ones are harder. */
  private void writeQuestions(int count) throws IOException {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int question = 0; question < count; question++) {
      StringJoiner branches = new StringJoiner(",");
      for (int branch = 0; branch < 70; branch++) {
        int length = 2 + random.nextInt(20);
        String answer = random.nextInt(count + 4) > question ? "42" : "" + random.nextInt(3);
        StringJoiner probes = new StringJoiner(",");
        for (int probe = 0; probe < length; probe++) {
          probes.add(probe < length / 2 ? "\"ERR\"" : "\"" + answer + "\"");
        }
        branches.add(
            "{\"probes\":[%s],\"tokens\":%d,\"answer\":\"%s\"}"
                .formatted(probes, 500 * length + 120, answer));
      }
      lines.append(
          "{\"id\":\"q%d\",\"dataset\":\"invented\",\"model\":\"m\",\"gold\":\"42\","
                  .formatted(question)
              + "\"probe_every_tokens\":500,\"branches\":["
              + branches
              + "]}\n");
    }
    Files.writeString(folder.resolve("questions.jsonl"), lines);
  }

  private static JsonNode row(JsonNode report, String policy) {
    for (JsonNode row : report.get("rows")) {
      if (row.get("policy").asText().equals(policy)) {
        return row;
      }
    }
    throw new AssertionError("no row of " + policy);
  }

  private int run(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "eval";
    all[1] = "search";
    System.arraycopy(args, 0, all, 2, args.length);
    CommandLine command = Evaluation.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(all);
  }
}
