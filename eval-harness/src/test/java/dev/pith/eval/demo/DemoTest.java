package dev.pith.eval.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTest {
  private static final double UNLIMITED = 0;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void traces_finishedOnes_answerTheirReference() {
    List<RecordedTrace> traces = DemoTraces.load();

    assertThat(traces).hasSizeBetween(4, 6);
    assertThat(traces)
        .filteredOn(trace -> Boolean.TRUE.equals(trace.finished()))
        .allSatisfy(
            trace ->
                assertThat(AnswerExtractor.ofAnswer(trace.prompt(), trace.answer()))
                    .hasValueSatisfying(
                        answer ->
                            assertThat(AnswerEquivalence.compare(answer, trace.gold()))
                                .isEqualTo(Agreement.EQUAL)));
  }

  @Test
  void run_everyProblem_isAnsweredTheSameAndTheLoopAtLast() throws Exception {
    List<DemoRun> runs = new DemoShow(out, false, UNLIMITED).run(DemoTraces.load());

    for (DemoRun run : runs) {
      boolean finished = Boolean.TRUE.equals(run.trace().finished());
      assertThat(run.off().reasoning()).isEqualTo(run.trace().thinking());
      assertThat(run.off().pith()).isEmpty();
      assertThat(run.comparison())
          .as(run.trace().id())
          .isEqualTo(finished ? "same" : "only with Pith");
      assertThat(DemoRun.answer(run.trace(), run.on())).contains(run.trace().gold());
    }
  }

  @Test
  void run_cuts_areThoseThatTheDemonstrationIsAbout() throws Exception {
    List<DemoRun> runs = new DemoShow(out, false, UNLIMITED).run(DemoTraces.load());

    assertThat(reason(runs, "neither-4-nor-6")).isEqualTo("OVERTHINKING");
    assertThat(reason(runs, "two-pipes-and-a-drain")).isEqualTo("OVERTHINKING");
    assertThat(reason(runs, "largest-power")).isEqualTo("OVERTHINKING");
    assertThat(reason(runs, "screws-in-groups")).isEqualTo("REPETITION");
    assertThat(reason(runs, "fifteen-percent")).isEmpty();
    DemoRun repaired = run(runs, "tickets-with-a-three");
    assertThat(repaired.on().reasoning()).contains("160 - 3 = 157");
  }

  @Test
  void print_table_hasARowForEachProblemAndSaysWhatItDoesNotShow() throws Exception {
    List<DemoRun> runs = new DemoShow(out, false, UNLIMITED).run(DemoTraces.load());
    bytes.reset();

    SavingsTable.print(out, runs);

    String table = bytes.toString(StandardCharsets.UTF_8);
    assertThat(runs).allSatisfy(run -> assertThat(table).contains(run.trace().id()));
    assertThat(table).contains("no model was run").contains("stated").doesNotContain("\u001B");
  }

  private static DemoRun run(List<DemoRun> runs, String id) {
    return runs.stream().filter(run -> run.trace().id().equals(id)).findFirst().orElseThrow();
  }

  private static String reason(List<DemoRun> runs, String id) {
    return run(runs, id).on().pith().map(pith -> pith.path("reason").asText()).orElse("");
  }
}
