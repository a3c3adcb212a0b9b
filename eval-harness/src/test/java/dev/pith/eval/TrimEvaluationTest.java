package dev.pith.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pith.eval.dataset.SampleTraces;
import dev.pith.eval.policy.InProcessDriver;
import dev.pith.eval.policy.PolicyRegistry;
import dev.pith.eval.policy.TraceDriver;
import dev.pith.eval.report.LoopRow;
import dev.pith.eval.report.PolicyRow;
import dev.pith.eval.report.RunNotes;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrimEvaluationTest {
  private static final long SEED = 3;
  private static final String FILLER = "Now I look at it from another side, step by step. ";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeTraces() throws IOException {
    List<Map<String, Object>> records = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String paragraph = FILLER.repeat(4 + i % 3) + "The answer is " + i + ".\n\n";
      records.add(
          Map.of(
              "dataset",
              "sums",
              "model",
              "m" + i % 3,
              "question",
              "What is " + i + " + 0?",
              "gold",
              String.valueOf(i),
              "finished",
              i % 5 != 0,
              "answer",
              i % 5 != 0 ? "\\boxed{" + i + "}" : "",
              "thinking",
              paragraph.repeat(3 + i)));
    }
    file = Files.writeString(folder.resolve("sums.jsonl"), SampleTraces.lines(records));
  }

  @Test
  void run_anyNumberOfThreads_sameRows() {
    List<PolicyRow> expected = rows(1, PolicyRegistry.names());

    for (int threads : new int[] {2, 5}) {
      assertThat(rows(threads, PolicyRegistry.names()))
          .as("%s threads", threads)
          .isEqualTo(expected);
    }
    assertThat(expected).hasSize(14 * (4 + 4));
  }

  @Test
  void run_controls_saveAsMuchAsPithInEveryGroup() {
    List<PolicyRow> rows = rows(2, List.of("fixed-equal", "budget-equal", "pith"));

    for (int i = 0; i < rows.size(); i += 3) {
      PolicyRow fixed = rows.get(i);
      PolicyRow budget = rows.get(i + 1);
      PolicyRow pith = rows.get(i + 2);
      assertThat(pith.savedMacro()).as("%s", pith.key()).isPositive();
      assertThat(fixed.savedMacro())
          .as("%s", pith.key())
          .isCloseTo(pith.savedMacro(), within(0.001));
      assertThat(budget.savedWeighted())
          .as("%s", pith.key())
          .isCloseTo(pith.savedWeighted(), within(0.001));
    }
  }

  @Test
  void run_pithNotAskedFor_controlsMatchItAllTheSame() {
    PolicyRow with = rows(2, List.of("fixed-equal", "pith")).get(0);
    PolicyRow without = rows(2, List.of("fixed-equal")).get(0);

    assertThat(without).isEqualTo(with);
  }

  @Test
  void run_unfinishedTraces_loopsCounted() {
    TrimEvaluation evaluation = evaluation(2, List.of("full"), inProcess());

    RunNotes notes = evaluation.run();

    LoopRow loops = evaluation.report().loops().get(0);
    assertThat(loops.unfinished()).isEqualTo(6);
    assertThat(loops.looping()).isPositive();
    assertThat(notes.used()).isEqualTo(30);
    assertThat(notes.exactTokens()).isZero();
  }

  @Test
  void run_driverFails_fails() {
    TrimEvaluation evaluation =
        evaluation(
            2,
            List.of("pith"),
            trace -> {
              throw new IllegalStateException("no connection");
            });

    assertThatThrownBy(evaluation::run).hasMessage("no connection");
  }

  private List<PolicyRow> rows(int threads, List<String> policies) {
    TrimEvaluation evaluation = evaluation(threads, policies, inProcess());
    evaluation.run();
    return evaluation.report().rows(policies, SEED);
  }

  private TrimEvaluation evaluation(int threads, List<String> policies, TraceDriver driver) {
    return new TrimEvaluation(
        new TrimEvaluation.Plan(List.of(file), policies, SEED, Long.MAX_VALUE, threads),
        new PolicyRegistry(driver, driver, driver),
        new TrimEvaluation.Listener() {
          @Override
          public void onPass(int pass) {}

          @Override
          public void onTrace() {}

          @Override
          public void onBadLine(Path path, long line, String reason) {
            throw new AssertionError(reason);
          }
        });
  }

  private static TraceDriver inProcess() {
    return new InProcessDriver(TrimSettings.pith(), RuleVerifier.of(TrimSettings.pith()));
  }
}
