package dev.pith.ragcache.engine;

/** Probabilities of logits in double precision, to compare with. */
final class Softmax {
  private Softmax() {}

  /** Returns the natural log-probability of a token. */
  static double logProb(float[] logits, int token) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return logits[token] - Math.log(sum);
  }

  /** Returns the Kullback-Leibler divergence of two distributions, in nats. */
  static double divergence(float[] expected, float[] found) {
    double sum = 0;
    for (int token = 0; token < expected.length; token++) {
      double logProb = logProb(expected, token);
      sum += Math.exp(logProb) * (logProb - logProb(found, token));
    }
    return sum;
  }
}
