package dev.pith.eval.prune;

import dev.pith.eval.grade.FinalAnswer;
import dev.pith.eval.live.LiveSampling;
import dev.pith.eval.prune.RetrainedRow.Outcome;
import dev.pith.eval.world.Problem;
import dev.pith.ragcache.generate.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;

/** Puts problems to one model. The same problem has the same seed for every model. */
final class RetrainedRun {
  private static final int AT_THE_SAME_TIME = 16;

  private final ThinkingModel model;
  private final LiveSampling sampling;
  private final long seed;

  /**
   * Plans a run.
   *
   * @param sampling how it draws
   * @param seed of the first problem's draws; each further one has the next
   */
  RetrainedRun(ThinkingModel model, LiveSampling sampling, long seed) {
    this.model = model;
    this.sampling = sampling;
    this.seed = seed;
  }

  /**
   * Runs all problems.
   *
   * @param progress hears how many are done
   * @throws CompletionException if the model fails
   */
  List<Outcome> run(List<Problem> problems, IntConsumer progress) {
    List<CompletableFuture<Outcome>> asked = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (int done = 0; done < problems.size(); done++) {
      while (asked.size() < Math.min(problems.size(), done + AT_THE_SAME_TIME)) {
        asked.add(ask(problems.get(asked.size()), seed + asked.size()));
      }
      outcomes.add(asked.get(done).join());
      progress.accept(done + 1);
    }
    return outcomes;
  }

  private CompletableFuture<Outcome> ask(Problem problem, long ownSeed) {
    return model
        .think(
            problem,
            SamplingSettings.builder()
                .temperature(sampling.temperature())
                .minP(sampling.minP())
                .seed(ownSeed)
                .build())
        .thenApply(said -> outcome(problem, said));
  }

  private Outcome outcome(Problem problem, Optional<ThinkingModel.Said> said) {
    return said.map(
            text ->
                new Outcome(
                    FinalAnswer.isRight(problem, text.answer()),
                    model.tokens(text.thinking()),
                    true))
        .orElseGet(() -> new Outcome(false, model.room(problem), false));
  }
}
