package dev.pith.eval.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RagCommandTest {
  private static final int WHOLE_PROMPTS = 8_192;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void live_afterAWarmUp_everyPolicyHasARowAndASecondRunTheSame() throws IOException {
    List<JsonNode> rows = live("one.json", 12);
    List<JsonNode> again = live("two.json", 12);
    List<JsonNode> cold = live("cold.json", 0);

    assertThat(rows)
        .extracting(row -> row.path("policy").asText())
        .containsExactly(
            "full", "prefix", "reuse", "random", "random", "craft", "craft", "craft-alpha");
    JsonNode full = rows.get(0);
    assertThat(full.path("computeShare").asDouble()).isEqualTo(1);
    assertThat(full.path("recomputeShare").asDouble()).isEqualTo(1);
    assertThat(full.path("chunkHits").asDouble()).isZero();
    assertThat(full.path("accuracyLabel").asText()).isEqualTo("live");
    assertThat(full.path("accuracyDifferenceCi95").size()).isEqualTo(2);
    JsonNode reuse = rows.get(2);
    assertThat(reuse.path("chunkHits").asDouble())
        .isGreaterThan(cold.get(2).path("chunkHits").asDouble());
    assertThat(reuse.path("savedOfFull").asDouble()).isGreaterThan(0);
    assertThat(reuse.path("savedOfPrefix").asDouble()).isGreaterThan(0);
    assertThat(rows.get(7).path("alpha").asDouble()).isEqualTo(0.5);
    assertThat(Files.readString(folder.resolve("one.json.html")))
        .contains("<svg", "craft-alpha 0.50", "wrong answers, %");
    assertThat(rows.get(6).path("computeShare").asDouble())
        .isGreaterThan(rows.get(5).path("computeShare").asDouble());
    assertThat(withoutTimes(again)).isEqualTo(withoutTimes(rows));
    assertThat(out.toString())
        .contains("0 of", "prompts have other tokens", "counted and not timed", "craft");
    assertThat(err.toString()).contains("warm-up: ", "craft 0.50: 3 problems");
  }

  @Test
  void alpha_quickRun_tellsEveryAlphaAndTheChosenOne() throws IOException {
    Path model = folder.resolve("tiny.gguf");
    RandomModelFile.builder("qwen2").byteTokenizer().context(WHOLE_PROMPTS).write(model);

    int status =
        run(
            "alpha",
            "--model=" + model,
            "--problems=3",
            "--warm=4",
            "--alphas=0.2,0.9",
            "--errors=0");

    assertThat(status).as("%s", err).isZero();
    assertThat(out.toString())
        .contains("3 chunk questions of the validation split")
        .containsPattern("full +[0-9.]+ +\\+0\\.0 +\\+0\\.0 +100\\.0")
        .contains("  0.20 ", "  0.90 ")
        .containsPattern("alpha 0\\.20 computes least of those .* --chunk-alpha 0\\.20");
    assertThat(run("alpha", "--alphas=0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--alphas must be above 0: 0.0");
  }

  @Test
  void cache_recordedLog_everyRuleHasARowForEachSizeAndOrder() throws IOException {
    Path json = folder.resolve("cache.json");
    Path data = Files.createDirectory(folder.resolve("rag"));
    Files.writeString(
        data.resolve("any.jsonl"),
        """
        {"question":"q","chunks":[{"text":"one"},{"text":"two words"}]}
        {"question":"q","chunks":[{"text":"two words"},{"text":"one"}]}
        {"question":"q","chunks":
        """);

    int status =
        run(
            "--part=cache",
            "--data=" + data,
            "--cache-chunks=1",
            "--zipf-requests=50",
            "--json=" + json);

    assertThat(status).as("%s", err).isZero();
    assertThat(err.toString()).contains("bad line ", "any.jsonl:3: not JSON");
    assertThat(out.toString())
        .contains("any, order of the file: 2 requests, 2.0 chunks each, 2 different ones")
        .contains("any, shuffled, seeds 1 to 3", "zipf, drawn, seeds 1 to 3", "2 words a chunk")
        .doesNotContain("not measured");
    JsonNode tree = new JsonMapper().readTree(json.toFile());
    assertThat(tree.path("suite").asText()).isEqualTo("rag");
    assertThat(tree.path("rows")).hasSize(3 * 2 * (2 + EVICTION_RULES));
    JsonNode clairvoyant = tree.path("rows").path(2 * (2 + EVICTION_RULES) - 1);
    assertThat(clairvoyant.path("policy").asText()).isEqualTo("clairvoyant");
    assertThat(clairvoyant.has("capacityChunks")).isFalse();
    assertThat(clairvoyant.path("hits").asDouble()).isEqualTo(0.5);
    assertThat(clairvoyant.path("computedShare").asDouble())
        .isCloseTo((3 + 3 * 0.1) / 6, within(1e-9));
  }

  @Test
  void order_recordedLog_everyOrderingHasARowForEachPrice() throws IOException {
    Path json = folder.resolve("order.json");
    Path log = folder.resolve("any.jsonl");
    Files.writeString(
        log,
        """
        {"question":"q","chunks":[{"text":"one"},{"text":"two words"}]}
        {"question":"q","chunks":[{"text":"two words"},{"text":"one"}]}
        """);

    int status =
        run(
            "--part=order",
            "--data=" + log,
            "--swap-tokens=0,9",
            "--zipf-requests=50",
            "--json=" + json);

    assertThat(status).as("%s", err).isZero();
    assertThat(out.toString()).contains("retrieval", "greedy", "optimal").doesNotContain("caches,");
    JsonNode rows = new JsonMapper().readTree(json.toFile()).path("rows");
    assertThat(rows).hasSize(3 * 2 * 3);
    assertThat(rows.path(2).path("policy").asText()).isEqualTo("optimal");
    assertThat(rows.path(2).path("reusedShare").asDouble()).isEqualTo(0.5);
    assertThat(rows.path(2).path("shareOfOptimum").asDouble()).isEqualTo(1);
    assertThat(rows.path(5).path("reusedShare").asDouble()).isZero();
  }

  @Test
  void data_withoutALog_isAnError() throws IOException {
    Path other = Files.writeString(folder.resolve("other.jsonl"), "{\"thinking\":\"x\"}\n");

    assertThat(run("--part=cache", "--data=" + other)).isEqualTo(CommandLine.ExitCode.SOFTWARE);

    assertThat(err.toString()).contains("nothing could be read: no retrieval log in");
  }

  @Test
  void cache_noData_saysWhatIsNotMeasured() {
    assertThat(run("--part=cache", "--zipf-requests=10")).isZero();

    assertThat(out.toString()).contains("Recorded retrieval logs are not measured");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--problems=0 | --problems must be at least 1: 0",
        "--warm=-1 | --warm must not be negative: -1",
        "--shares=0.1,1.5 | --shares must be in [0, 1]: 1.5",
        "--policy=drop | unknown policy: drop; known are full, prefix, reuse, craft-paper,",
        "--part=speed | Invalid value for option '--part'",
        "--cache-chunks=0 | --cache-chunks must be at least 1: 0",
        "--repair-share=2 | repairShare must be in [0, 1]: 2.0",
        "--variants=0 | variants must be at least 1: 0",
        "--swap-tokens=-1 | --swap-tokens must be at least 0: -1.0",
        "--orders=0 | --orders must be at least 1: 0",
        "--zipf-requests=0 | --zipf-requests must be at least 1: 0",
        "--alphas=0 | --alphas must be above 0: 0.0",
        "--html=/no/such/folder/x.html | cannot be written: /no/such/folder/x.html",
        "--json=/no/such/folder/x.json | cannot be written: /no/such/folder/x.json"
      })
  void rag_wrongFlag_isRefusedBeforeAnythingRuns(String flag, String message) {
    int status = run(flag, "--model=none.gguf");

    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
    assertThat(out.toString()).isEmpty();
  }

  private static final int EVICTION_RULES = 5;

  private List<JsonNode> live(String name, int warm) throws IOException {
    Path model = folder.resolve("tiny.gguf");
    RandomModelFile.builder("qwen2").byteTokenizer().context(WHOLE_PROMPTS).write(model);
    Path json = folder.resolve(name);

    int status =
        run(
            "--part=live",
            "--model=" + model,
            "--problems=3",
            "--warm=" + warm,
            "--threads=1",
            "--shares=0.1,0.5",
            "--alphas=0.5",
            "--json=" + json,
            "--html=" + json + ".html",
            "--policy",
            "craft",
            "craft-alpha",
            "reuse",
            "random");

    assertThat(status).as("%s", err).isZero();
    List<JsonNode> rows = new ArrayList<>();
    new JsonMapper().readTree(json.toFile()).path("rows").forEach(rows::add);
    return rows;
  }

  private static List<ObjectNode> withoutTimes(List<JsonNode> rows) {
    List<ObjectNode> kept = new ArrayList<>();
    for (JsonNode row : rows) {
      ObjectNode copy = row.deepCopy();
      copy.remove("prefillMillis");
      kept.add(copy);
    }
    return kept;
  }

  private int run(String... args) {
    return new CommandLine(new RagCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
