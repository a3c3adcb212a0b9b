package dev.pith.verifier.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What goes on from a level.
 *
 * @param shares what each candidate gets, in the order of the candidates
 * @param width how many trajectories are alive from here on: the width of the next call, less what
 *     has ended by then
 * @param solution the optimum behind the choice; empty when nothing was optimised
 */
public record Selection(List<Share> shares, int width, Optional<EtsSolution> solution) {

  /**
   * What one candidate gets.
   *
   * @param kept false when the trajectory and its KV are given up
   * @param continuations how many next steps are sampled from it; a candidate that is kept may get
   *     none
   */
  public record Share(boolean kept, int continuations) {

    /** Refuses continuations of what is given up. */
    public Share {
      if (continuations < 0 || (!kept && continuations > 0)) {
        throw new IllegalArgumentException(
            "kept %s with %d continuations".formatted(kept, continuations));
      }
    }
  }

  /** Copies the shares. */
  public Selection {
    shares = List.copyOf(shares);
  }

  /** Returns the number of next steps that are sampled. */
  public int continuations() {
    return shares.stream().mapToInt(Share::continuations).sum();
  }

  /** Returns a selection without an optimum that keeps what goes on. */
  static Selection ofCounts(int[] counts, int width) {
    boolean[] kept = new boolean[counts.length];
    for (int i = 0; i < counts.length; i++) {
      kept[i] = counts[i] > 0;
    }
    return new Selection(shares(kept, counts), width, Optional.empty());
  }

  /** Refuses a width below 1. */
  static int checkWidth(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width must be at least 1: " + width);
    }
    return width;
  }

  static List<Share> shares(boolean[] kept, int[] counts) {
    List<Share> shares = new ArrayList<>(counts.length);
    for (int i = 0; i < counts.length; i++) {
      shares.add(new Share(kept[i], counts[i]));
    }
    return shares;
  }
}
