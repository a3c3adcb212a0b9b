package dev.pith.verifier.surprisal;

import dev.pith.verifier.TokenScores;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ways to score the steps of a trace: first-token surprisal, and what it must beat.
 *
 * <p>All of them are pruned by the same rules, with the same protected steps and budget, so that
 * what they differ in is the score alone.
 */
public enum StepScoring {

  /*
   * At sentence level random pruning was found to beat or tie selection by entropy in all of 12
   * models and sets [1]: no score is good before it beats chance at the same length.
   *
   * [1] Demystifying Entropy-based Selection for CoT Compression. https://arxiv.org/abs/2607.28707
   */

  /** First-token surprisal (ASAP). */
  SURPRISAL(StepMeasure.FIRST_TOKEN),
  /** The most surprising steps go first. */
  REVERSED(StepMeasure.FIRST_TOKEN),
  /** The surprisal of the whole step. */
  STEP_ENTROPY(StepMeasure.STEP_ENTROPY),
  /** The mean surprisal of a step's tokens. */
  PERPLEXITY(StepMeasure.MEAN),
  /** Chance, the same for the same seed and trace. */
  RANDOM(null),
  /** The first steps stay. */
  FIRST(null),
  /** The last steps stay. */
  LAST(null),
  /** What is known of the first words of steps: {@link LexicalPrior}. */
  LEXICAL(null),
  /** What the text of a step brings that is new: {@link NoveltyRules}. */
  RULES(null);

  private final @Nullable StepMeasure measure;

  StepScoring(@Nullable StepMeasure measure) {
    this.measure = measure;
  }

  /** Returns its name in commands and reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the one of a name. */
  public static Optional<StepScoring> named(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }

  /** Returns whether it needs the log-probabilities of the trace's tokens. */
  public boolean needsTokens() {
    return measure != null;
  }

  /**
   * Scores steps with the log-probabilities of their tokens.
   *
   * @param scorer who has told them
   * @param seed of chance
   */
  public StepScores of(TraceSteps steps, TokenScores tokens, String scorer, long seed) {
    if (measure == null) {
      return of(steps, seed);
    }
    double[] scores = measure.of(steps, tokens);
    if (this == REVERSED) {
      Arrays.setAll(scores, step -> -scores[step]);
    }
    return new StepScores(
        scores, scorer, this == REVERSED ? ScoreSource.CONTROL : ScoreSource.SCORER);
  }

  /**
   * Scores steps without a model.
   *
   * @param seed of chance
   * @throws IllegalStateException when it {@link #needsTokens}
   */
  public StepScores of(TraceSteps steps, long seed) {
    int size = steps.size();
    return switch (this) {
      case RANDOM ->
          scores(
              new SplittableRandom(seed * 0x9E3779B97F4A7C15L + steps.text().hashCode())
                  .doubles(size)
                  .toArray(),
              ScoreSource.CONTROL);
      case FIRST -> scores(places(size, -1), ScoreSource.CONTROL);
      case LAST -> scores(places(size, 1), ScoreSource.CONTROL);
      case LEXICAL -> scores(LexicalPrior.of(steps), ScoreSource.LEXICAL);
      case RULES -> scores(NoveltyRules.of(steps), ScoreSource.RULES);
      case SURPRISAL, REVERSED, STEP_ENTROPY, PERPLEXITY ->
          throw new IllegalStateException(label() + " needs the log-probabilities of tokens");
    };
  }

  private StepScores scores(double[] scores, ScoreSource source) {
    return new StepScores(scores, label(), source);
  }

  private static double[] places(int size, int direction) {
    double[] places = new double[size];
    Arrays.setAll(places, step -> direction * step);
    return places;
  }
}
