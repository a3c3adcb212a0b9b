package dev.pith.plugin.search;

import dev.pith.verifier.search.ConfidentStop;
import dev.pith.verifier.search.DuplicateDiscount;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a search generates fewer tokens; a policy that narrows it saves more.
 *
 * @param mergeEqual whether trajectories of equal text, whatever they follow, become one, which is
 *     scored once, holds one KV, and stands for as many branches and votes
 * @param discount what is spent less on trajectories that agree; empty for nothing
 * @param stop when the vote of the finished trajectories ends the search; empty for never
 * @param reopenBelow the best score of a level below which a narrowed search is opened again, once;
 *     empty for never
 */
public record TokenSaving(
    boolean mergeEqual,
    Optional<DuplicateDiscount> discount,
    Optional<ConfidentStop> stop,
    OptionalDouble reopenBelow) {

  /** Returns the search as published. */
  public static TokenSaving none() {
    return new TokenSaving(false, Optional.empty(), Optional.empty(), OptionalDouble.empty());
  }

  /**
   * Returns all of it: at most two continuations of what agrees, an end at a confidence of 0.95 of
   * at least four trajectories, and one more start when no step is better than 0.2.
   */
  public static TokenSaving defaults() {
    return new TokenSaving(
        true,
        Optional.of(new DuplicateDiscount(2)),
        Optional.of(new ConfidentStop(0.95, 4)),
        OptionalDouble.of(0.2));
  }
}
