package dev.pith.eval.rag;

import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import dev.pith.plugin.local.LocalModel;
import dev.pith.ragcache.store.StoreSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The live part: what each policy costs in answers and saves in computing. */
final class RagLive {

  /**
   * What is run.
   *
   * @param cells the policies; full prefill and the prefix cache run in any case
   * @param problems how many problems are answered, at least 1
   * @param warm how many other problems are read before
   * @param seed of problems, lots and intervals
   */
  record Plan(List<RagCell> cells, int problems, int warm, long seed) {}

  private final Plan plan;
  private final Consumer<String> progress;

  RagLive(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs all policies, each with a store that holds what the warm-up has left.
   *
   * @return their rows, and what is to be known about them
   * @throws IOException when the model cannot be asked so
   */
  Result run(LocalModel model, StoreSettings store) throws IOException {
    RagDraw draw = RagDraw.of(Split.TEST, plan.problems(), plan.warm(), plan.seed());
    List<Problem> problems = draw.asked();
    List<Problem> warm = draw.warm();
    RagRun run = new RagRun(model);
    KeptChunks kept = run.warmUp(warm, store);
    progress.accept("warm-up: %,d problems, %,d variants".formatted(warm.size(), kept.size()));
    Map<RagCell, List<RagAnswer>> answers = new LinkedHashMap<>();
    for (RagCell cell : withControls()) {
      answers.put(
          cell,
          run.answer(problems, cell.policy().policy(cell.value().orElse(0), plan.seed()), kept));
      progress.accept("%s: %,d problems".formatted(cell, problems.size()));
    }
    return new Result(
        rows(answers),
        problems.size(),
        warm.size(),
        kept.size(),
        run.prompts().prompts(),
        run.prompts().otherTokens());
  }

  /**
   * The outcome.
   *
   * @param rows one for each policy and share
   * @param problems how many were answered: no more than the split has
   * @param warm problems that were read before
   * @param variants what was kept of them
   * @param prompts how many prompts were written
   * @param otherTokens how many of these have other tokens than their text has as a whole
   */
  record Result(
      List<RagRow> rows, int problems, int warm, int variants, int prompts, int otherTokens) {}

  private Collection<RagCell> withControls() {
    Set<RagCell> cells =
        new LinkedHashSet<>(
            RagCell.of(List.of(RagPolicy.FULL, RagPolicy.PREFIX), List.of(), List.of()));
    cells.addAll(plan.cells());
    return cells;
  }

  private List<RagRow> rows(Map<RagCell, List<RagAnswer>> answers) {
    List<RagAnswer> full = control(answers, RagPolicy.FULL);
    List<RagAnswer> prefix = control(answers, RagPolicy.PREFIX);
    List<RagRow> rows = new ArrayList<>();
    answers.forEach((cell, own) -> rows.add(RagRow.of(cell, own, full, prefix, plan.seed())));
    return rows;
  }

  private static List<RagAnswer> control(Map<RagCell, List<RagAnswer>> answers, RagPolicy policy) {
    return answers.entrySet().stream()
        .filter(entry -> entry.getKey().policy() == policy)
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
