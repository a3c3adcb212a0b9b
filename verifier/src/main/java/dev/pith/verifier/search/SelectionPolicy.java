package dev.pith.verifier.search;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides, level by level, which trajectories of a search go on and how often each is continued.
 *
 * <p>Policies hold no state of a search: they are pure, and may be shared by searches and threads.
 */
@FunctionalInterface
public interface SelectionPolicy {

  /**
   * Selects among the candidates of a level.
   *
   * @param level the candidates; at depth 0 there is nothing to select, as the root gets the whole
   *     width
   * @param width how many trajectories may go on, at least 1
   */
  Selection select(SearchLevel level, int width);

  /**
   * Returns REBASE: every candidate gets the share of the width that the softmax of its score gives
   * it, and nothing else is pruned.
   *
   * @param temperature of the softmax, above 0; 0.2 is published
   */
  static SelectionPolicy rebase(double temperature) {
    return (level, width) ->
        Selection.ofCounts(
            RebaseAllocation.counts(level.scores(), Selection.checkWidth(width), temperature),
            width);
  }

  /**
   * Returns beam search: the best go on, each with the same number of continuations. Their sum may
   * exceed the width, as published.
   *
   * @param beams how many go on; 0 for the square root of the width, rounded up
   */
  static SelectionPolicy beam(int beams) {
    return new BeamPolicy(beams);
  }

  /**
   * Returns diverse verifier tree search: independent subtrees, in each of which the best child of
   * every node goes on.
   *
   * @param subtrees how many; 0 for the square root of the width, rounded up
   * @param searchWidth the width that the search began with, at least 1
   */
  static SelectionPolicy dvts(int subtrees, int searchWidth) {
    return new DvtsPolicy(subtrees, searchWidth);
  }

  /** Returns ETS with these settings; every selection is optimal. */
  static SelectionPolicy ets(EtsSettings settings) {
    return new EtsPolicy(settings, () -> () -> false);
  }

  /**
   * Returns ETS with a time limit: when it is over, the best selection so far is taken, with the
   * gap that is proven.
   *
   * @param limit for one selection, at least 0
   * @param nanoTime a clock, as {@link System#nanoTime}
   */
  static SelectionPolicy ets(EtsSettings settings, Duration limit, LongSupplier nanoTime) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("limit must be at least 0: " + limit);
    }
    return new EtsPolicy(
        settings,
        () -> {
          long start = nanoTime.getAsLong();
          return () -> nanoTime.getAsLong() - start >= limit.toNanos();
        });
  }
}
