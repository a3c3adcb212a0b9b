package dev.pith.eval.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class VoteCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void vote_modelThatTalksNonsense_everyPolicyIsReported() throws IOException {
    Path json = folder.resolve("vote.json");
    Path model = folder.resolve("random.gguf");
    RandomModelFile.builder("qwen2").byteTokenizer().context(512).write(model);

    int status =
        run(
            "--model=" + model,
            "--problems=2",
            "--family=ordering",
            "--difficulty=1",
            "--branches=3",
            "--json=" + json);

    assertThat(status).as("%s", err).isZero();
    assertThat(out.toString()).contains("sc@1", "sc@2", "sc@3", "low-latency", "cheap");
    JsonNode rows = new JsonMapper().readTree(json.toFile()).path("rows");
    assertThat(rows).hasSize(6);
    JsonNode all = rows.path(2);
    assertThat(all.path("policy").asText()).isEqualTo("sc@3");
    assertThat(all.path("started").asDouble()).isEqualTo(3);
    assertThat(all.path("tokensShare").asDouble()).isEqualTo(1);
    assertThat(all.path("tokens").asDouble())
        .as("of three branches with their seeds")
        .isGreaterThan(rows.path(1).path("tokens").asDouble());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--problems=0 | --problems must be at least 1: 0",
        "--branches=1 | --branches must be at least 2: 1",
        "--difficulty=9 | --difficulty must be in [1, 6]: 9",
        "--temperature=0 | --temperature must be in (0, 2]: 0.0",
        "--set=frist=3 | frist is unknown; did you mean first?",
        "--set=first=30 | most must be at least 30: 16",
        "--json=/ | cannot be written: /"
      })
  void vote_nonsense_isRefused(String option, String complaint) {
    assertThat(run(option)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(complaint);
  }

  @Test
  void table_pairsOfProblems_areCompared() {
    Map<String, List<VoteOutcome>> outcomes = new LinkedHashMap<>();
    outcomes.put("sc@4", List.of(outcome(true, 400), outcome(false, 400), outcome(true, 400)));
    outcomes.put("waves", List.of(outcome(true, 100), outcome(true, 200), outcome(true, 300)));

    VoteTable.Row waves = new VoteTable(outcomes, "sc@4", 1).rows().get(1);

    assertThat(waves.points()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(waves.share()).isEqualTo(0.5);
    assertThat(waves.shareCi95().low()).isBetween(0.25, 0.5);
    assertThat(waves.pointsCi95().low()).isZero();
  }

  private static VoteOutcome outcome(boolean right, double tokens) {
    return new VoteOutcome(right, "", tokens, tokens, 1, 1);
  }

  private int run(String... arguments) {
    return new CommandLine(new VoteCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
