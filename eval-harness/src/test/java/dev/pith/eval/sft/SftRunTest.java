package dev.pith.eval.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.surprisal.Budget;
import dev.pith.verifier.surprisal.StepScoring;
import dev.pith.verifier.surprisal.TraceSteps;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SftRunTest {
  private static final TraceScorer LEXICAL = new TextScorer(StepScoring.LEXICAL);
  private static final SftRun.Progress ALWAYS = (line, bytes, counts) -> true;

  private static final int LONG_STREAM = 5_000;

  @TempDir Path folder;

  @Test
  void run_traces_areRowsWithAllThatTellsHowTheyWereMade() throws IOException {
    SftPlan plan = plan(traces(3), Budget.ofShare(0.7), RowFormat.MESSAGES);

    RunState end = SftRun.run(plan, LEXICAL, false, ALWAYS);

    List<JsonNode> rows = SampleLines.read(plan.out());
    assertThat(rows).hasSize(3);
    JsonNode row = rows.get(1);
    assertThat(row.path("messages").path(0).path("content").asText()).isEqualTo("What is 1 + 2?");
    assertThat(row.path("messages").path(1).path("content").asText())
        .startsWith("<think>\nFirst I read it.\n\n")
        .endsWith("So the answer is 3.\n</think>\n\nThe answer is 3.");
    assertThat(row.path("source_id").asText()).isEqualTo("q1");
    assertThat(row.path("source_line").asInt()).isEqualTo(2);
    assertThat(row.path("kept_indices")).hasSizeLessThan(6);
    assertThat(row.path("tokens_after").asLong())
        .isPositive()
        .isLessThanOrEqualTo((long) (0.7 * row.path("tokens_before").asLong()));
    assertThat(row.path("stages")).hasToString("[\"fine\"]");
    assertThat(row.path("scorer").asText()).isEqualTo("lexical");
    assertThat(row.path("budget").asText()).isEqualTo("0.7");
    assertThat(row.path("control").asBoolean(true)).isFalse();
    assertThat(end.count(Count.ROWS)).isEqualTo(3);
    assertThat(end.count(Count.LINES)).isEqualTo(3);
    assertThat(plan.rejects()).doesNotExist();
  }

  @Test
  void run_control_hasTheSameBudgetAndProtectedSteps() throws IOException {
    SftPlan plan = plan(traces(40), Budget.ofShare(0.7), RowFormat.PROMPT_COMPLETION);

    SftRun.run(plan, LEXICAL, false, ALWAYS);

    List<JsonNode> controls = SampleLines.read(plan.control());
    assertThat(controls)
        .hasSize(40)
        .allSatisfy(
            row -> {
              assertThat(row.path("control").asBoolean()).isTrue();
              assertThat(row.path("scorer").asText()).isEqualTo("random");
              assertThat(row.path("budget_reached").asBoolean()).isTrue();
              assertThat(row.path("kept_indices").path(0).asInt(-1)).isZero();
              assertThat(row.path("completion").asText()).contains("So the answer is");
            });
    assertThat(controls.stream().map(row -> row.path("kept_indices")).distinct().count())
        .isGreaterThan(1);
  }

  @Test
  void run_linesThatCannotBeUsed_areRejectsWithTheirNumbers() throws IOException {
    List<Object> lines = new ArrayList<>(traces(1));
    lines.add("{\"question\": \"half a li");
    lines.add("");
    lines.add("{\"question\": \"q\", \"answer\": \"a\"}");
    lines.add(SampleLines.trace(4).put("answer", ""));
    lines.add(SampleLines.trace(5).put("question", " "));
    lines.add(SampleLines.trace(6).put("gold", "8"));
    lines.add(SampleLines.trace(7).put("gold", "8"));
    lines.add(SampleLines.trace(8).put("correct", false));
    lines.addAll(traces(1));
    SftPlan plan = plan(lines, Budget.ofShare(0.5), RowFormat.MESSAGES);

    RunState end = SftRun.run(plan, LEXICAL, false, ALWAYS);

    assertThat(SampleLines.read(plan.rejects()))
        .extracting(row -> row.path("line").asInt() + " " + row.path("kind").asText())
        .containsExactly(
            "2 broken", "4 without_steps", "5 incomplete", "6 incomplete", "8 wrong", "9 wrong");
    assertThat(SampleLines.read(plan.rejects()).get(4).path("source_id").asText()).isEqualTo("q7");
    assertThat(end.count(Count.WRONG)).isEqualTo(2);
    assertThat(end.count(Count.ROWS)).isEqualTo(3);
    assertThat(end.count(Count.LINES)).isEqualTo(9);
  }

  @Test
  void run_budgetOfNothing_keepsWhatMustStay() throws IOException {
    SftPlan plan = plan(traces(2), Budget.ofShare(0), RowFormat.MESSAGES);

    RunState end = SftRun.run(plan, LEXICAL, false, ALWAYS);

    assertThat(SampleLines.read(plan.out()))
        .allSatisfy(row -> assertThat(row.path("kept_indices")).hasToString("[0,5]"));
    assertThat(end.count(Count.OVER_BUDGET)).isEqualTo(2);
  }

  @Test
  void run_budgetOfAll_removesNothing() throws IOException {
    SftPlan plan = plan(traces(2), Budget.ofShare(1), RowFormat.MESSAGES);

    RunState end = SftRun.run(plan, LEXICAL, false, ALWAYS);

    assertThat(end.count(Count.UNTOUCHED)).isEqualTo(2);
    assertThat(
            SampleLines.read(plan.out()).get(0).path("messages").path(1).path("content").asText())
        .contains(SampleLines.trace(0).path("thinking").asText());
  }

  @Test
  void run_captured_needsNoModel() throws IOException {
    List<Object> lines = new ArrayList<>();
    lines.add(SampleLines.withLogProbs(SampleLines.trace(1)));
    lines.add(SampleLines.trace(2));
    SftPlan plan = plan(lines, Budget.ofShare(0.6), RowFormat.MESSAGES);

    RunState end = SftRun.run(plan, new CapturedScorer(), false, ALWAYS);

    JsonNode row = SampleLines.read(plan.out()).get(0);
    assertThat(row.path("score_source").asText()).isEqualTo("captured");
    assertThat(row.path("tokens_counted").asText()).isEqualTo("captured");
    assertThat(row.path("unknown_scores").asInt(-1)).isZero();
    assertThat(end.count(Count.NOT_SCORED)).isEqualTo(1);
    assertThat(SampleLines.read(plan.rejects()).get(0).path("reason").asText())
        .contains("logprobs");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 19, 20})
  void run_killedAndStartedAgain_endsAsIfItHadNotBeen(int line) throws IOException {
    List<Object> lines = new ArrayList<>(traces(20));
    lines.set(8, "broken");
    SftPlan whole = plan(lines, Budget.ofShare(0.5), RowFormat.MESSAGES);
    SftRun.run(whole, LEXICAL, false, ALWAYS);
    SftPlan plan =
        SftPlan.of(whole.in(), folder.resolve("again.jsonl"), whole.budget(), whole.format(), 1);

    // Every third line is noted: what comes behind is lost, half a row included.
    assertThatThrownBy(() -> SftRun.run(plan, LEXICAL, false, killedAt(line))).hasMessage("killed");
    Files.writeString(folder.resolve("again.jsonl.part"), "{\"half", StandardOpenOption.APPEND);
    assertThat(plan.out()).doesNotExist();
    RunState end = SftRun.run(plan, LEXICAL, false, ALWAYS);

    assertThat(plan.out()).hasSameBinaryContentAs(whole.out());
    assertThat(plan.control()).hasSameBinaryContentAs(whole.control());
    assertThat(plan.rejects()).hasSameBinaryContentAs(whole.rejects());
    assertThat(end.count(Count.ROWS)).isEqualTo(19);
    assertThat(end.count(Count.LINES)).isEqualTo(20);
    assertThat(names()).noneMatch(name -> name.endsWith(".part") || name.endsWith(".journal"));
  }

  @Test
  void run_killedWhileTheFilesGotTheirNames_endsInTheSame() throws IOException {
    SftPlan plan = plan(traces(6), Budget.ofShare(0.5), RowFormat.MESSAGES);
    assertThatThrownBy(() -> SftRun.run(plan, LEXICAL, false, killedAt(4))).hasMessage("killed");
    Files.move(folder.resolve("sft.jsonl.part"), plan.out());

    SftRun.run(plan, LEXICAL, false, ALWAYS);

    assertThat(SampleLines.read(plan.out()))
        .extracting(row -> row.path("source_id").asText())
        .containsExactly("q0", "q1", "q2", "q3", "q4", "q5");
  }

  @Test
  void run_scorerThatFailsHalfWay_losesNothing() throws IOException {
    List<Object> lines = new ArrayList<>(traces(12));
    lines.set(6, "broken");
    SftPlan plan = plan(lines, Budget.ofShare(0.5), RowFormat.MESSAGES);

    assertThatIOException()
        .isThrownBy(() -> SftRun.run(plan, new Failing(5, Integer.MAX_VALUE), false, ALWAYS))
        .withMessageContaining("fails since line 6 of " + plan.in() + ": no connection");
    RunState end = SftRun.run(plan, new Failing(100, 0), false, ALWAYS);

    assertThat(end.count(Count.ROWS)).isEqualTo(11);
    assertThat(end.count(Count.NOT_SCORED)).isZero();
    assertThat(SampleLines.read(plan.rejects())).hasSize(1);
    assertThat(SampleLines.read(plan.out())).hasSize(11);
  }

  @Test
  void run_scorerThatFailsOnce_rejectsThatTrace() throws IOException {
    SftPlan plan = plan(traces(8), Budget.ofShare(0.5), RowFormat.MESSAGES);

    RunState end = SftRun.run(plan, new Failing(3, 2), false, ALWAYS);

    assertThat(end.count(Count.ROWS)).isEqualTo(6);
    assertThat(SampleLines.read(plan.rejects()))
        .extracting(row -> row.path("line").asInt() + " " + row.path("reason").asText())
        .containsExactly("4 no connection", "5 no connection");
  }

  @Test
  void run_otherSettingsThanTheUnfinishedRun_isRefused() throws IOException {
    SftPlan plan = plan(traces(6), Budget.ofShare(0.5), RowFormat.MESSAGES);
    assertThatThrownBy(() -> SftRun.run(plan, LEXICAL, false, killedAt(4))).hasMessage("killed");
    SftPlan other = SftPlan.of(plan.in(), plan.out(), Budget.ofShare(0.3), plan.format(), 1);

    assertThatIOException()
        .isThrownBy(() -> SftRun.run(other, LEXICAL, false, ALWAYS))
        .withMessageContaining("--restart");
    assertThat(SftRun.run(other, LEXICAL, true, ALWAYS).count(Count.ROWS)).isEqualTo(6);
  }

  @Test
  void run_truncatedGzip_saysWhereAndKeepsWhatCame() throws IOException {
    Path in = folder.resolve("in.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(in))) {
      for (Object line : traces(3_000)) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] packed = Files.readAllBytes(in);
    Files.write(in, Arrays.copyOf(packed, packed.length / 2));
    SftPlan plan =
        SftPlan.of(in, folder.resolve("sft.jsonl"), Budget.ofShare(0.5), RowFormat.MESSAGES, 1);

    RunState end = SftRun.run(plan, LEXICAL, false, (line, bytes, counts) -> false);

    assertThat(end.count(Count.ROWS)).isBetween(100L, 2_900L);
    assertThat(SampleLines.read(plan.rejects()).get(0).path("reason").asText())
        .contains("breaks off");
  }

  @Test
  void run_longStream_holdsNoMoreThanTheWindow() throws IOException {
    SftPlan plan = plan(traces(LONG_STREAM), Budget.ofShare(0.5), RowFormat.MESSAGES);
    Slow scorer = new Slow();

    RunState end = SftRun.run(plan, scorer, false, (line, bytes, counts) -> false);

    assertThat(end.count(Count.ROWS)).isEqualTo(LONG_STREAM);
    assertThat(scorer.mostWaiting).isEqualTo(scorer.window());
    assertThat(SampleLines.read(plan.out()))
        .extracting(row -> row.path("source_line").asInt())
        .isSorted();
    assertThat(scorer.waiting).isEmpty();
  }

  private SftPlan plan(List<?> lines, Budget budget, RowFormat format) {
    return SftPlan.of(
        SampleLines.write(folder.resolve("in.jsonl"), lines),
        folder.resolve("sft.jsonl"),
        budget,
        format,
        1);
  }

  private static List<Object> traces(int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(SampleLines::trace).toList());
  }

  private static SftRun.Progress killedAt(int killed) {
    return (line, bytes, counts) -> {
      if (line == killed) {
        throw new IllegalStateException("killed");
      }
      return line % 3 == 0;
    };
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  /** Fails for a while. */
  private static final class Failing implements TraceScorer {
    private final int from;
    private final int times;
    private int asked;

    Failing(int from, int times) {
      this.from = from;
      this.times = times;
    }

    @Override
    public CompletionStage<Optional<ScoredTrace>> score(
        RecordedTrace trace, TraceSteps steps, JsonNode record) {
      int number = asked++;
      return number >= from && number - from < times
          ? CompletableFuture.failedStage(new IOException("no connection"))
          : LEXICAL.score(trace, steps, record);
    }

    @Override
    public String id() {
      return "remote";
    }

    @Override
    public int window() {
      return 1;
    }

    @Override
    public String abstention() {
      return "";
    }
  }

  /** Answers only when so many are asked as may wait, and then all of them. */
  private static final class Slow implements TraceScorer {
    private final List<Runnable> waiting = new ArrayList<>();
    private int asked;
    private int mostWaiting;

    @Override
    public CompletionStage<Optional<ScoredTrace>> score(
        RecordedTrace trace, TraceSteps steps, JsonNode record) {
      CompletableFuture<Optional<ScoredTrace>> answer = new CompletableFuture<>();
      waiting.add(
          () -> answer.complete(LEXICAL.score(trace, steps, record).toCompletableFuture().join()));
      asked++;
      mostWaiting = Math.max(mostWaiting, waiting.size());
      if (waiting.size() == window() || asked > LONG_STREAM - window()) {
        waiting.forEach(Runnable::run);
        waiting.clear();
      }
      return answer;
    }

    @Override
    public String id() {
      return "slow";
    }

    @Override
    public int window() {
      return 4;
    }

    @Override
    public String abstention() {
      return "";
    }
  }
}
