package dev.pith.verifier.surprisal;

import dev.pith.verifier.TokenScores;
import java.util.Arrays;
import java.util.Locale;

/** What a step's score is made of, from the log-probabilities of its tokens, in nats. */
public enum StepMeasure {

  /*
   * [1] Pruning the Unsurprising: Efficient LLM Reasoning via First-Token Surprisal.
   * https://arxiv.org/abs/2508.05988
   * [2] Compressing Chain-of-Thought in LLMs via Step Entropy. https://arxiv.org/abs/2508.03346
   */

  /** {@code -ln p} of the token that holds its first character [1]. */
  FIRST_TOKEN,
  /** {@code -ln p} of the whole step: the sum over its tokens [2]. */
  STEP_ENTROPY,
  /** The mean of {@code -ln p} over its tokens: the logarithm of its perplexity. */
  MEAN;

  /** Returns its name in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Scores steps.
   *
   * @param tokens those of the same trace
   * @return one score a step, at least 0; NaN where the log-probability of a token that counts is
   *     unknown
   */
  public double[] of(TraceSteps steps, TokenScores tokens) {
    double[] scores = new double[steps.size()];
    Arrays.setAll(scores, step -> of(tokens, steps.startChar(step), steps.endChar(step)));
    return scores;
  }

  private double of(TokenScores tokens, int startChar, int endChar) {
    int first = tokens.at(startChar);
    if (first < 0) {
      return Double.NaN;
    }
    int end = this == FIRST_TOKEN ? first + 1 : tokens.firstBehind(endChar - 1);
    double sum = 0;
    for (int token = first; token < end; token++) {
      sum -= tokens.logProb(token);
    }
    return Math.max(0, this == MEAN ? sum / (end - first) : sum);
  }
}
