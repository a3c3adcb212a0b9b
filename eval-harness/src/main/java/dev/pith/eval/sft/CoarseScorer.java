package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.anchor.CoarseTrace;
import dev.pith.verifier.surprisal.ProtectedSteps;
import dev.pith.verifier.surprisal.PruneSettings;
import dev.pith.verifier.surprisal.TraceSteps;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets the coarse stage leave out steps, and another scorer score what is left.
 *
 * <p>Where the coarse stage fails for a trace, the scorer works alone and the row says why. A
 * scorer that reads steps in their context reads what is left once more.
 */
final class CoarseScorer implements TraceScorer {
  private final AnchorOptions.Stage stage;
  private final TraceScorer scorer;
  private final PruneSettings settings;
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong untold = new AtomicLong();

  /**
   * Puts a stage before a scorer, and closes both.
   *
   * @param settings which steps no stage removes
   */
  CoarseScorer(AnchorOptions.Stage stage, TraceScorer scorer, PruneSettings settings) {
    this.stage = stage;
    this.scorer = scorer;
    this.settings = settings;
  }

  @Override
  public CompletionStage<Optional<ScoredTrace>> score(
      RecordedTrace trace, TraceSteps steps, JsonNode record) {
    BitSet mustStay = ProtectedSteps.of(steps, trace.prompt(), settings);
    CompletableFuture<Optional<ScoredTrace>> scored =
        scorer.score(trace, steps, record).toCompletableFuture();
    return stage
        .pruner()
        .prune(trace.prompt(), trace.answer(), steps, mustStay)
        .thenCompose(
            coarse -> {
              coarse.tokens().ifPresentOrElse(tokens::addAndGet, untold::incrementAndGet);
              return scored.thenCompose(
                  whole ->
                      whole.isEmpty()
                          ? CompletableFuture.completedFuture(whole)
                          : behind(coarse, whole.get(), trace, steps, record));
            });
  }

  private CompletionStage<Optional<ScoredTrace>> behind(
      CoarseTrace coarse,
      ScoredTrace whole,
      RecordedTrace trace,
      TraceSteps steps,
      JsonNode record) {
    BitSet kept = coarse.kept();
    if (kept.cardinality() == steps.size() || !scorer.readsContext()) {
      return CompletableFuture.completedFuture(Optional.of(whole.behind(coarse, whole.scores())));
    }
    return scorer
        .score(trace, steps.only(kept), record)
        .thenApply(
            left -> left.map(read -> whole.behind(coarse, read.scores().inTrace(kept, steps))));
  }

  @Override
  public String id() {
    return scorer.id() + " behind " + stage.id();
  }

  @Override
  public int window() {
    return Math.max(scorer.window(), ModelScorer.WINDOW);
  }

  @Override
  public String abstention() {
    return scorer.abstention();
  }

  @Override
  public Map<String, Object> cost() {
    Map<String, Object> cost = new LinkedHashMap<>(scorer.cost());
    cost.put("anchorTokens", tokens.get());
    cost.put("anchorTracesOfUnknownCost", untold.get());
    return cost;
  }

  @Override
  public void close() {
    stage.close();
    scorer.close();
  }
}
