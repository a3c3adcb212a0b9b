package dev.pith.verifier.surprisal;

import dev.pith.verifier.TokenScorer;
import dev.pith.verifier.TokenScores;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Prunes a finished trace by the first-token surprisals that a model tells of it: {@link
 * SurprisalPruner} with its scorer.
 *
 * <p>Tokens are counted by the scorer's own. With {@link PruneSettings#rescoreEvery} above 0 what
 * is left is scored again after so many removals, one scoring at a time, until it fits. Who cancels
 * the result ends the scoring. Thread-safe.
 */
public final class TracePruner {
  private final TokenScorer scorer;
  private final PruneSettings settings;

  /** Creates a pruner; it holds no state of its own. */
  public TracePruner(TokenScorer scorer, PruneSettings settings) {
    this.scorer = scorer;
    this.settings = settings;
  }

  /**
   * Prunes a trace.
   *
   * @param prefix what the model reads before the trace, see {@link TokenScorer#score}
   * @param question the user's question, which tells what an answer to it is; empty when unknown
   * @return empty when the scorer abstains; fails when the scorer does
   */
  public CompletableFuture<Optional<PrunedTrace>> prune(
      String prefix, String question, TraceSteps steps, Budget budget) {
    return prune(prefix, steps, steps.all(), ProtectedSteps.of(steps, question, settings), budget);
  }

  /**
   * Prunes what an earlier stage has left of a trace. The whole trace is scored too, to count its
   * tokens.
   *
   * @param present the steps that are left
   * @param mustStay those that no stage removes
   * @param budget a share is one of the whole trace
   * @return empty when the scorer abstains; fails when the scorer does
   */
  public CompletableFuture<Optional<PrunedTrace>> prune(
      String prefix, TraceSteps steps, BitSet present, BitSet mustStay, Budget budget) {
    Run run = new Run(prefix, steps, budget, mustStay, (BitSet) present.clone());
    run.goOn();
    return run.result;
  }

  /** One trace that is being pruned. Its scorings follow each other, so that it needs no lock. */
  private final class Run {
    private final String prefix;
    private final TraceSteps whole;
    private final Budget budget;
    private final BitSet mustStay;
    private final CompletableFuture<Optional<PrunedTrace>> result = new CompletableFuture<>();

    /** The steps that are left. */
    private BitSet kept;

    /** The tokens of the whole trace; negative before they are counted, which comes first. */
    private long before = -1;

    Run(String prefix, TraceSteps whole, Budget budget, BitSet mustStay, BitSet kept) {
      this.prefix = prefix;
      this.whole = whole;
      this.budget = budget;
      this.mustStay = mustStay;
      this.kept = kept;
    }

    /** A loop where scores are there at once, so that nothing nests; else a call back. */
    void goOn() {
      while (!result.isDone()) {
        CompletionStage<Optional<TokenScores>> asked;
        try {
          asked = scorer.score(prefix, whole.join(before < 0 ? whole.all() : kept));
        } catch (RuntimeException failure) {
          result.completeExceptionally(failure);
          return;
        }
        CompletableFuture<Optional<TokenScores>> scores = asked.toCompletableFuture();
        if (!scores.isDone()) {
          result.minimalCompletionStage().whenComplete((pruned, over) -> scores.cancel(true));
          asked.whenComplete(
              (told, failure) -> {
                onScores(scores);
                goOn();
              });
          return;
        }
        onScores(scores);
      }
    }

    private void onScores(CompletableFuture<Optional<TokenScores>> scores) {
      try {
        scores.join().ifPresentOrElse(this::removeSome, () -> result.complete(Optional.empty()));
      } catch (CompletionException failure) {
        result.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
      } catch (RuntimeException odd) {
        result.completeExceptionally(odd);
      }
    }

    private void removeSome(TokenScores tokens) {
      if (before < 0) {
        before = TokenCounts.read(whole, tokens).of(whole.all());
        if (kept.cardinality() < whole.size()) {
          return;
        }
      }
      // The scores are those of the text that is left: its steps are numbered anew.
      TraceSteps left = whole.only(kept);
      StepScores scores = StepScores.surprisal(left, tokens, scorer.id());
      TokenCounts counts = TokenCounts.read(left, tokens);
      BitSet all = left.all();
      long limit = budget.limit(before);
      boolean once = settings.rescoreEvery() == 0;
      BitSet next =
          SurprisalPruner.remove(
              all,
              scores,
              counts,
              limit,
              renumbered(mustStay),
              once ? Integer.MAX_VALUE : settings.rescoreEvery());
      boolean over = once || next.equals(all) || counts.of(next) <= limit;
      kept = original(next);
      if (over) {
        result.complete(
            Optional.of(
                new PrunedTrace(
                    whole,
                    kept.stream().boxed().toList(),
                    before,
                    counts.of(next),
                    limit,
                    scorer.id(),
                    ScoreSource.SCORER,
                    scores.unknown())));
      }
    }

    /** Returns the numbers that steps of the whole trace have in what is left. */
    private BitSet renumbered(BitSet ofWhole) {
      BitSet numbers = new BitSet();
      int number = 0;
      for (int step = kept.nextSetBit(0); step >= 0; step = kept.nextSetBit(step + 1)) {
        numbers.set(number++, ofWhole.get(step));
      }
      return numbers;
    }

    private BitSet original(BitSet ofLeft) {
      BitSet steps = new BitSet();
      int number = 0;
      for (int step = kept.nextSetBit(0); step >= 0; step = kept.nextSetBit(step + 1)) {
        steps.set(step, ofLeft.get(number++));
      }
      return steps;
    }
  }
}
