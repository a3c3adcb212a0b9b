package dev.pith.eval.prune;

/**
 * One way to prune.
 *
 * @param method the score, or {@code full} or {@code none}
 * @param budget share of the tokens of a thinking that may be left
 */
record PruneCell(String method, double budget) {
  /** All of the thinking. */
  static final PruneCell FULL = new PruneCell("full", 1);

  /** No thinking at all. */
  static final PruneCell NONE = new PruneCell("none", 0);

  @Override
  public String toString() {
    return method + " at " + budget;
  }
}
