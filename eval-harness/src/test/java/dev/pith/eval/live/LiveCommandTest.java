package dev.pith.eval.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LiveCommandTest {
  private static final int SHORT_ANSWERS = 512;
  private static final int WHOLE_TRACES = 8_192;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void live_modelThatTalksNonsense_everyPolicyIsReportedAndNothingIsRight() throws IOException {
    Path json = folder.resolve("live.json");

    int status =
        run(
            new LiveCommand(),
            "--model=" + model(),
            "--problems=3",
            "--family=ordering",
            "--difficulty=1",
            "--threads=1",
            "--concurrency=2",
            "--json=" + json);

    assertThat(err.toString()).contains("full: 3 problems", "random-equal: 3 problems");
    assertThat(status).isZero();
    assertThat(out.toString())
        .contains(LivePolicy.usual(false))
        .doesNotContain("pith+server")
        .contains("all: 3 problems");
    JsonNode tree = new JsonMapper().readTree(json.toFile());
    assertThat(tree.path("suite").asText()).isEqualTo("live");
    JsonNode first = tree.path("rows").path(0);
    assertThat(first.path("policy").asText()).isEqualTo("full");
    assertThat(first.path("problems").asInt()).isEqualTo(3);
    assertThat(first.path("accuracy").asDouble()).isZero();
    assertThat(first.path("ci95").size()).isEqualTo(2);
    assertThat(first.path("totalTokens").asDouble()).isGreaterThan(3);
    for (String field : List.of("family", "difficulty", "thinkingTokens", "verifierTokens")) {
      assertThat(first.has(field)).as(field).isTrue();
    }
  }

  @Test
  void live_verifierOnAServer_isARowBesideTheEmbeddedOne() throws IOException {
    int status =
        run(
            new LiveCommand(),
            "--model=" + model(),
            "--problems=2",
            "--family=ordering",
            "--difficulty=1",
            "--threads=1",
            "--policy",
            "pith+model",
            "pith+server",
            "pith+cascade");

    assertThat(err.toString()).contains("pith+cascade: 2 problems");
    assertThat(status).isZero();
    assertThat(out.toString()).contains("pith+model", "pith+server", "pith+cascade");
  }

  @Test
  void live_detectors_areRowsOfTheirOwn() throws IOException {
    int status =
        run(
            new LiveCommand(),
            "--model=" + model(),
            "--problems=2",
            "--family=ordering",
            "--difficulty=1",
            "--threads=1",
            "--detect=detectors=forced-answer,entropy",
            "--detect=combine=weighted",
            "--detect=detector-weights=verifier=0",
            "--detect=probe-gap-tokens=16",
            "--policy",
            "pith+forced-answer",
            "pith+confidence",
            "pith+entropy",
            "pith+margin",
            "pith+detectors");

    assertThat(status).as("%s", err).isZero();
    assertThat(err.toString()).contains("pith+detectors: 2 problems");
    assertThat(out.toString())
        .contains("pith+forced-answer", "pith+confidence", "pith+entropy", "pith+margin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--problems=0 | --problems must be at least 1: 0",
        "--difficulty=9 | --difficulty must be in [1, 6]: 9",
        "--policy=pit | unknown policy: pit; known are full, none, first-answer, pith,",
        "--family=algebra | Invalid value for option '--family'",
        "--concurrency=0 | concurrency must be at least 1: 0",
        "--temperature=3 | temperature must be in [0, 2]: 3.0",
        "--min-p=2 | min-p must be in [0, 1]: 2.0",
        "--verifier-url=http://h | --verifier-url needs --verifier-model",
        "--verifier-model=m | --verifier-model and --verifier-key-env need --verifier-url",
        "--trim=stop-pattern=( | stop-pattern must be a regular expression of RE2: (",
        "--trim=votes=2 | unknown setting: votes",
        "--detect=detectors=margn | unknown detector: margn; known are forced-answer, confidence,",
        "--policy=pith+detectors | pith+detectors needs --detect detectors=NAME,...",
        "--json=/no/such/folder/x.json | cannot be written: /no/such/folder/x.json"
      })
  void live_wrongFlag_isRefusedBeforeAModelIsLoaded(String flag, String message) {
    int status = run(new LiveCommand(), flag, "--model=none.gguf");

    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void verdicts_modelThatTalksNonsense_everyKindIsCounted() throws IOException {
    int status =
        run(new VerdictsCommand(), "--model=" + model(WHOLE_TRACES), "--questions=2", "--seed=7");

    assertThat(status).as("%s", err).isZero();
    assertThat(out.toString()).contains("states_answer", "same_answer", "step_is_right");
  }

  @Test
  void problems_areDifferentOnesOfTheTestSplit() {
    List<Problem> problems =
        LiveProblems.draw(List.of(Family.QUANTITY, Family.CHUNKS), List.of(1, 6), 200, 3);

    Set<String> canonical = new HashSet<>();
    problems.forEach(problem -> canonical.add(problem.canonical()));
    assertThat(canonical).hasSameSizeAs(problems);
    assertThat(problems).allMatch(problem -> problem.split() == Split.TEST);
    assertThat(problems).anyMatch(problem -> problem.difficulty() == 6);
    assertThat(LiveProblems.draw(List.of(Family.QUANTITY, Family.CHUNKS), List.of(1, 6), 200, 3))
        .isEqualTo(problems);
  }

  private int run(Object command, String... args) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  private Path model() throws IOException {
    return model(SHORT_ANSWERS);
  }

  private Path model(int contextTokens) throws IOException {
    Path file = folder.resolve("tiny.gguf");
    RandomModelFile.builder("qwen2").byteTokenizer().context(contextTokens).write(file);
    return file;
  }
}
