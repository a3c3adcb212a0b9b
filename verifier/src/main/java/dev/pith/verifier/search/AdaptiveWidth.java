package dev.pith.verifier.search;

import java.util.OptionalDouble;

/**
 * How many trajectories of a search are alive, level by level.
 *
 * <p>It falls by what has ended, and to what each {@link Selection} leaves. It grows once at most:
 * to all that has not ended, when even the best score of a level is poor and something had been
 * given up before. Pure; instances serve one search and are not thread-safe.
 */
public final class AdaptiveWidth {
  private final int searchWidth;
  private final OptionalDouble reopenBelow;
  private int width;
  private int ended;
  private boolean reopened;

  /**
   * Begins a search.
   *
   * @param searchWidth how many trajectories it begins with, at least 1
   * @param reopenBelow the best score of a level below which the search is opened again, in [0, 1];
   *     empty for never
   */
  public AdaptiveWidth(int searchWidth, OptionalDouble reopenBelow) {
    if (reopenBelow.isPresent()
        && !(reopenBelow.getAsDouble() >= 0 && reopenBelow.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "reopenBelow must be in [0, 1]: " + reopenBelow.getAsDouble());
    }
    this.searchWidth = Selection.checkWidth(searchWidth);
    this.reopenBelow = reopenBelow;
    width = searchWidth;
  }

  /** Notes that trajectories have ended; each keeps one unit of the width for good. */
  public void ended(int trajectories) {
    if (trajectories < 0) {
      throw new IllegalArgumentException("trajectories must be at least 0: " + trajectories);
    }
    ended += trajectories;
    width = Math.max(0, width - trajectories);
  }

  /**
   * Returns how many trajectories may go on from a level; 0 or less when the search is over.
   *
   * @param level its candidates
   */
  public int at(SearchLevel level) {
    double best = Double.NEGATIVE_INFINITY;
    for (double score : level.scores()) {
      best = Math.max(best, score);
    }
    int full = searchWidth - ended;
    if (!reopened && width < full && reopenBelow.isPresent() && best < reopenBelow.getAsDouble()) {
      reopened = true;
      width = full;
    }
    return width;
  }

  /** Notes what goes on from a level. */
  public void selected(Selection selection) {
    width = Math.min(width, selection.width());
  }

  /** Returns the width now. */
  public int width() {
    return width;
  }

  /** Returns whether the search was opened again. */
  public boolean hasReopened() {
    return reopened;
  }
}
