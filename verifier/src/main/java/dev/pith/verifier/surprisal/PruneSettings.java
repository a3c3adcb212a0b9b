package dev.pith.verifier.surprisal;

/**
 * What the fine stage may remove, and when it looks again.
 *
 * @param rescoreEvery steps that are removed between two scorings of what is left, at least 1; 0
 *     scores the whole trace once (the published code; the paper's words are iterative)
 * @param protectEnds whether the first and the last step stay
 * @param protectAnswers whether steps stay that plainly state an answer: of each answer the first
 *     statement and the last
 * @param protectUsedResults whether steps stay whose last number is new and used by a later step
 */
public record PruneSettings(
    int rescoreEvery, boolean protectEnds, boolean protectAnswers, boolean protectUsedResults) {

  /** Refuses a negative number of steps. */
  public PruneSettings {
    if (rescoreEvery < 0) {
      throw new IllegalArgumentException("rescoreEvery must be at least 0: " + rescoreEvery);
    }
  }

  /** Returns our settings: scored once, ends and answers protected. */
  public static PruneSettings defaults() {
    return new PruneSettings(0, true, true, false);
  }

  /** Returns those of the published code: scored once, nothing protected. */
  public static PruneSettings published() {
    return new PruneSettings(0, false, false, false);
  }

  /** Returns the same with another distance between two scorings; 0 scores once. */
  public PruneSettings withRescoreEvery(int steps) {
    return new PruneSettings(steps, protectEnds, protectAnswers, protectUsedResults);
  }

  /** Returns the same with or without protection of the numbers that later steps use. */
  public PruneSettings withUsedResults(boolean wanted) {
    return new PruneSettings(rescoreEvery, protectEnds, protectAnswers, wanted);
  }
}
