package dev.pith.eval.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.rag.RagPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RagBenchTest {
  private static final double NANOS_PER_MILLI = 1e6;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void quick_twoPolicies_areRowsBesideFullPrefill(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("rag.json");

    int status =
        run(
            "--quick",
            "--rounds=1",
            "--share=0.25",
            "--json=" + json,
            "--policy",
            "first",
            "reuse");

    assertThat(status).as("%s", err).isZero();
    assertThat(out.toString()).contains("200 tokens, 7 chunks, share 0.25", "first", "reuse");
    JsonNode rows = new JsonMapper().readTree(json.toFile()).path("rows");
    assertThat(rows).hasSize(3);
    assertThat(rows.path(0).path("policy").asText()).isEqualTo("full");
    assertThat(rows.path(0).path("computeShare").asDouble()).isEqualTo(1);
    assertThat(rows.path(0).path("timesFaster").asDouble()).isEqualTo(1);
    // 7 chunks with 17 or 18 tokens, 5 of each are computed again: nothing has its old place.
    assertThat(rows.path(2).path("recomputeShare").asDouble()).isCloseTo(35 / 120.0, within(1e-9));
  }

  @Test
  void timings_ofRounds_areMediansOfPairs() {
    RagTimings timings =
        new RagTimings(
            9,
            2,
            0.1,
            Map.of(RagPolicy.FULL, readings(100, 400, 90), RagPolicy.FIRST, readings(50, 100, 30)));

    assertThat(timings.ratio(RagPolicy.FIRST)).isEqualTo(3);
    assertThat(timings.ratio(RagPolicy.FULL)).isEqualTo(1);
  }

  @Test
  void workload_earlierPrompts_haveTheSameChunksElsewhere() {
    RagWorkload workload = RagWorkload.of(500, 5);

    assertThat(workload.measured().length()).isEqualTo(500);
    Set<List<Integer>> measured = new HashSet<>(workload.chunks());
    assertThat(measured).hasSize(5);
    assertThat(workload.earlier())
        .allSatisfy(
            prompt -> {
              assertThat(prompt.length()).isEqualTo(500);
              assertThat(prompt.tokens()).isNotEqualTo(workload.measured().tokens());
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--share=2 | --share must be in [0, 1]: 2.0",
        "--rounds=0 | --rounds must be at least 1: 0",
        "--chunks=1 | --chunks must be at least 2: 1",
        "--tokens=80 | --tokens must be at least 87: 80",
        "--policy=fast | unknown policy: fast; known are full, prefix"
      })
  void rag_wrongFlag_isRefused(String flag, String message) {
    assertThat(run(flag)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
  }

  private static List<RagTimings.Reading> readings(long... millis) {
    return Arrays.stream(millis)
        .mapToObj(each -> new RagTimings.Reading((long) (each * NANOS_PER_MILLI), 1, 1))
        .toList();
  }

  private int run(String... args) {
    return new CommandLine(new RagBench())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
