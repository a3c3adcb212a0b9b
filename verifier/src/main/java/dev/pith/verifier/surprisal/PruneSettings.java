package dev.pith.verifier.surprisal;

/**
 * What the fine stage may remove, and when it looks again.
 *
 * @param rescoreEvery steps that are removed between two scorings of what is left, at least 1; 0
 *     scores the whole trace once (the published code; the paper's words are iterative)
 * @param protectEnds whether the first and the last step stay
 * @param protectAnswers which of the steps stay that plainly state an answer
 * @param protectUsedResults whether steps stay whose last number is new and used by a later step
 */
public record PruneSettings(
    int rescoreEvery, boolean protectEnds, Answers protectAnswers, boolean protectUsedResults) {

  /** Statements of an answer. */
  public enum Answers {
    NONE,
    /** The last one of each answer: what the trace holds to. */
    LAST,
    /**
     * The first one of each answer, which ends its working, and the last: what was never worked out
     * cannot be re-checked.
     */
    FIRST_AND_LAST
  }

  /** Refuses a negative number of steps. */
  public PruneSettings {
    if (rescoreEvery < 0) {
      throw new IllegalArgumentException("rescoreEvery must be at least 0: " + rescoreEvery);
    }
  }

  /** Returns those of a trace that is read again: scored once, ends and last answers protected. */
  public static PruneSettings defaults() {
    return new PruneSettings(0, true, Answers.LAST, false);
  }

  /** Returns those of a trace that a model is to learn from: first answers are protected, too. */
  public static PruneSettings forTraining() {
    return new PruneSettings(0, true, Answers.FIRST_AND_LAST, false);
  }

  /** Returns those of the published code: scored once, nothing protected. */
  public static PruneSettings published() {
    return new PruneSettings(0, false, Answers.NONE, false);
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
