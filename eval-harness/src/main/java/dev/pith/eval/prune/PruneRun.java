package dev.pith.eval.prune;

import dev.pith.eval.grade.FinalAnswer;
import dev.pith.eval.world.Problem;
import dev.pith.verifier.TokenScores;
import dev.pith.verifier.anchor.AnchorPruner;
import dev.pith.verifier.anchor.CoarseTrace;
import dev.pith.verifier.surprisal.Budget;
import dev.pith.verifier.surprisal.ProtectedSteps;
import dev.pith.verifier.surprisal.PruneSettings;
import dev.pith.verifier.surprisal.PrunedTrace;
import dev.pith.verifier.surprisal.StepScores;
import dev.pith.verifier.surprisal.StepScoring;
import dev.pith.verifier.surprisal.SurprisalPruner;
import dev.pith.verifier.surprisal.TokenCounts;
import dev.pith.verifier.surprisal.TraceSteps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Puts all problems to the model, and prunes what it thinks in all ways. */
final class PruneRun {
  /** The method that prunes by surprisal what the coarse stage has left. */
  static final String COARSE_AND_FINE = "coarse+surprisal";

  private static final int AT_THE_SAME_TIME = 16;

  /**
   * What is run.
   *
   * @param budgets shares of the tokens that may be left
   * @param settings which steps are protected, in all ways alike
   * @param seeds how many lots are drawn for chance
   * @param seed of the first lot
   * @param coarse the coarse stage before surprisal; empty to leave it out
   */
  record Plan(
      List<Double> budgets,
      PruneSettings settings,
      int seeds,
      long seed,
      Optional<AnchorPruner> coarse) {}

  /**
   * The outcome.
   *
   * @param cells those of each cell, of the same problems in the same order
   * @param unfinished problems whose thinking did not end: they are in no cell
   * @param unpruned problems whose thinking has no step that might go
   * @param coarseSkipped problems that the coarse stage was skipped for
   */
  record Result(
      Map<PruneCell, List<PruneOutcome>> cells, int unfinished, int unpruned, int coarseSkipped) {}

  private final ThinkingModel model;
  private final Plan plan;

  PruneRun(ThinkingModel model, Plan plan) {
    this.model = model;
    this.plan = plan;
  }

  /**
   * Runs all problems.
   *
   * @param progress hears how many are done
   */
  Result run(List<Problem> problems, IntConsumer progress)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_THE_SAME_TIME);
    try {
      List<Future<Optional<One>>> asked = new ArrayList<>();
      for (Problem problem : problems) {
        asked.add(threads.submit(() -> one(problem)));
      }
      Map<PruneCell, List<PruneOutcome>> cells = new LinkedHashMap<>();
      int unfinished = 0;
      int unpruned = 0;
      int coarseSkipped = 0;
      for (int i = 0; i < asked.size(); i++) {
        Optional<One> one = asked.get(i).get();
        unfinished += one.isEmpty() ? 1 : 0;
        if (one.isPresent()) {
          unpruned += one.get().free() ? 0 : 1;
          coarseSkipped += one.get().coarseSkipped() ? 1 : 0;
          one.get()
              .outcomes()
              .forEach(
                  (cell, outcome) ->
                      cells.computeIfAbsent(cell, any -> new ArrayList<>()).add(outcome));
        }
        progress.accept(i + 1);
      }
      return new Result(cells, unfinished, unpruned, coarseSkipped);
    } catch (ExecutionException failure) {
      throw new IOException("the model failed: " + failure.getCause(), failure);
    } finally {
      threads.shutdownNow();
    }
  }

  private record One(Map<PruneCell, PruneOutcome> outcomes, boolean free, boolean coarseSkipped) {}

  private Optional<One> one(Problem problem) {
    Optional<ThinkingModel.Said> said = model.think(problem).join();
    if (said.isEmpty()) {
      return Optional.empty();
    }
    TraceSteps steps = TraceSteps.paragraphs(said.get().thinking());
    TokenScores tokens = model.score(problem, steps.text()).join().orElseThrow();
    TokenCounts counts = TokenCounts.read(steps, tokens);
    BitSet mustStay = ProtectedSteps.of(steps, problem.question(), plan.settings());
    double before = counts.of(steps.all());
    Map<String, Double> answers = new HashMap<>();
    answers.put(steps.text(), right(problem, said.get().answer()));

    Optional<CoarseTrace> coarse =
        plan.coarse()
            .map(
                pruner ->
                    pruner.prune(problem.question(), said.get().answer(), steps, mustStay).join());
    Optional<StepScores> ofLeft = coarse.map(trace -> scores(problem, steps, trace.kept()));

    Map<PruneCell, PruneOutcome> outcomes = new LinkedHashMap<>();
    outcomes.put(
        PruneCell.FULL, new PruneOutcome(answer(problem, steps.text(), answers), before, before));
    for (double budget : plan.budgets()) {
      for (StepScoring scoring : StepScoring.values()) {
        int lots = scoring == StepScoring.RANDOM ? plan.seeds() : 1;
        double right = 0;
        double left = 0;
        for (int lot = 0; lot < lots; lot++) {
          PrunedTrace pruned =
              SurprisalPruner.prune(
                  steps,
                  scoring.of(steps, tokens, model.name(), plan.seed() + lot),
                  counts,
                  Budget.ofShare(budget),
                  mustStay);
          right += answer(problem, pruned.text(), answers) / lots;
          left += (double) pruned.tokensAfter() / lots;
        }
        outcomes.put(new PruneCell(scoring.label(), budget), new PruneOutcome(right, left, before));
      }
      if (coarse.isPresent()) {
        PrunedTrace pruned =
            SurprisalPruner.prune(
                steps,
                coarse.get().kept(),
                ofLeft.orElseThrow(),
                counts,
                Budget.ofShare(budget),
                mustStay);
        outcomes.put(
            new PruneCell(COARSE_AND_FINE, budget),
            new PruneOutcome(
                answer(problem, pruned.text(), answers), pruned.tokensAfter(), before));
      }
    }
    outcomes.put(PruneCell.NONE, new PruneOutcome(answer(problem, "", answers), 0, before));
    return Optional.of(
        new One(
            outcomes,
            mustStay.cardinality() < steps.size(),
            coarse.flatMap(CoarseTrace::skipped).isPresent()));
  }

  /** Lets the model read what the coarse stage has left. */
  private StepScores scores(Problem problem, TraceSteps steps, BitSet kept) {
    TraceSteps left = steps.only(kept);
    TokenScores tokens = model.score(problem, left.text()).join().orElseThrow();
    return StepScores.surprisal(left, tokens, model.name()).inTrace(kept, steps);
  }

  /** Different ways often leave the same text. */
  private double answer(Problem problem, String thinking, Map<String, Double> known) {
    Double before = known.get(thinking);
    if (before != null) {
      return before;
    }
    double right = right(problem, model.answer(problem, thinking).join());
    known.put(thinking, right);
    return right;
  }

  private static double right(Problem problem, String answer) {
    return FinalAnswer.isRight(problem, answer) ? 1 : 0;
  }
}
