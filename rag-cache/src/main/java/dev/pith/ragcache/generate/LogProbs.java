package dev.pith.ragcache.generate;

import java.util.ArrayList;
import java.util.List;

/**
 * The natural log-probabilities behind one row of logits, and the most likely tokens.
 *
 * <p>Made to be read into again. Not thread-safe.
 */
final class LogProbs {

  private final TokenHeap heap;
  private float[] logits = new float[0];
  private double max;
  private double logSum;

  LogProbs(int vocabulary) {
    heap = new TokenHeap(vocabulary);
  }

  /**
   * Reads a row, which must not change until the last question about it.
   *
   * @throws IllegalStateException when a logit is NaN or positive infinity, or all are negative
   *     infinity
   */
  void read(float[] row) {
    max = row[highest(row)];
    double sum = 0;
    for (float logit : row) {
      sum += StrictMath.exp(logit - max);
    }
    logits = row;
    logSum = StrictMath.log(sum);
  }

  /** Returns the log-probability of a token; negative infinity when it is impossible. */
  double of(int token) {
    return logits[token] - max - logSum;
  }

  /** Returns the most likely tokens, the lower id first on ties; fewer when there are fewer. */
  List<TokenLogProb> top(int count) {
    if (count == 0) {
      return List.of();
    }
    heap.clear();
    for (int token = 0; token < logits.length; token++) {
      heap.add(token);
    }
    heap.order(logits);
    List<TokenLogProb> top = new ArrayList<>(count);
    while (top.size() < count && heap.size() > 0) {
      int token = heap.take(logits);
      top.add(new TokenLogProb(token, of(token)));
    }
    return List.copyOf(top);
  }

  /**
   * Returns the token of the highest logit, the lowest id on ties.
   *
   * @throws IllegalStateException when a logit is NaN or positive infinity, or all are negative
   *     infinity
   */
  static int highest(float[] row) {
    int best = 0;
    for (int token = 0; token < row.length; token++) {
      float logit = row[token];
      if (!(logit < Float.POSITIVE_INFINITY)) {
        throw new IllegalStateException("the logit of token " + token + " is " + logit);
      }
      if (logit > row[best]) {
        best = token;
      }
    }
    if (row[best] == Float.NEGATIVE_INFINITY) {
      throw new IllegalStateException(
          "the logits of all " + row.length + " tokens are -Infinity: none can be chosen");
    }
    return best;
  }
}
