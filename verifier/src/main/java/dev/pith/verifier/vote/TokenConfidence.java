package dev.pith.verifier.vote;

/**
 * How sure a model is of what it writes, from the log-probabilities of its likeliest tokens: the
 * mean over a sliding window. Instances are not thread-safe.
 */
public final class TokenConfidence {
  /** The length of the window that is published. */
  public static final int PUBLISHED_WINDOW = 2048;

  private final double[] window;
  private long tokens;
  private double sum;

  /**
   * Creates an empty window.
   *
   * @param length in tokens, at least 1
   */
  public TokenConfidence(int length) {
    if (length < 1) {
      throw new IllegalArgumentException("length must be at least 1: " + length);
    }
    window = new double[length];
  }

  /**
   * Adds a token.
   *
   * @param logProbabilities of the likeliest tokens at its place, natural; 20 are published
   * @return whether the window is full, so that {@link #mean} may be told
   */
  public boolean add(double[] logProbabilities) {
    if (logProbabilities.length == 0) {
      throw new IllegalArgumentException("no log-probabilities");
    }
    double negated = 0;
    for (double logProbability : logProbabilities) {
      if (!(logProbability <= 0 && logProbability > Double.NEGATIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a log-probability must be finite and at most 0: " + logProbability);
      }
      negated -= logProbability;
    }
    int at = (int) (tokens++ % window.length);
    double confidence = negated / logProbabilities.length;
    sum += confidence - window[at];
    window[at] = confidence;
    return tokens >= window.length;
  }

  /**
   * Returns the mean over the last tokens, at most a window of them.
   *
   * @throws IllegalStateException before the first token
   */
  public double mean() {
    if (tokens == 0) {
      throw new IllegalStateException("no token yet");
    }
    return sum / Math.min(tokens, window.length);
  }
}
