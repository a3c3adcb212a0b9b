package dev.pith.verifier.surprisal;

import dev.pith.verifier.TokenScores;
import java.util.Arrays;
import java.util.BitSet;

/** One score a step: the lower, the sooner the step goes. */
public final class StepScores {
  private final double[] scores;
  private final String scorer;
  private final ScoreSource source;

  /**
   * Takes scores; the array is copied.
   *
   * @param scores one a step, any number; NaN when it is unknown
   * @param scorer who has scored, for reports: the id of a model, or the name of a rule
   * @param source where the scores come from
   */
  public StepScores(double[] scores, String scorer, ScoreSource source) {
    if (scorer.isBlank()) {
      throw new IllegalArgumentException("scorer must not be blank");
    }
    this.scores = scores.clone();
    this.scorer = scorer;
    this.source = source;
  }

  /** Returns the first-token surprisals of steps that a model has read. */
  public static StepScores surprisal(TraceSteps steps, TokenScores tokens, String scorer) {
    return new StepScores(StepMeasure.FIRST_TOKEN.of(steps, tokens), scorer, ScoreSource.SCORER);
  }

  /** Returns scores that nobody knows: no step may go. */
  public static StepScores unknown(int steps) {
    double[] scores = new double[steps];
    Arrays.fill(scores, Double.NaN);
    return new StepScores(scores, "none", ScoreSource.NONE);
  }

  /**
   * Returns the scores of {@linkplain TraceSteps#only some steps} by the numbers of the whole
   * trace.
   *
   * @param kept the steps that these are the scores of; the others get 0, and are not looked at
   * @throws IllegalArgumentException when there are not as many scores as kept steps
   */
  public StepScores inTrace(BitSet kept, TraceSteps whole) {
    if (kept.cardinality() != size()) {
      throw new IllegalArgumentException(
          "a score for each kept step is needed: " + size() + " scores, " + kept);
    }
    double[] all = new double[whole.size()];
    int number = 0;
    for (int step = kept.nextSetBit(0); step >= 0; step = kept.nextSetBit(step + 1)) {
      all[step] = scores[number++];
    }
    return new StepScores(all, scorer, source);
  }

  /** Returns the number of steps. */
  public int size() {
    return scores.length;
  }

  /** Returns the score of a step; NaN when it is unknown. */
  public double of(int step) {
    return scores[step];
  }

  /** Returns who has scored. */
  public String scorer() {
    return scorer;
  }

  /** Returns where the scores come from. */
  public ScoreSource source() {
    return source;
  }

  /** Returns how many of them are unknown. */
  public int unknown() {
    return (int) Arrays.stream(scores).filter(Double::isNaN).count();
  }

  @Override
  public String toString() {
    return "StepScores[" + scorer + ", " + Arrays.toString(scores) + "]";
  }
}
