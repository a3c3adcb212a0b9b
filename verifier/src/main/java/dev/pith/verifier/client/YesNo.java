package dev.pith.verifier.client;

import dev.pith.verifier.VerifierPrompts;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The weights of Yes and No among the tokens that a model might have written next.
 *
 * <p>Every spelling counts: with and without a leading space or the mark that vocabularies write
 * for it, in any case, with quotes, stars or a full stop around it. A token that is told twice, as
 * the chosen one and among its alternatives, counts once. Not thread-safe.
 */
final class YesNo {

  /**
   * Below this weight of both together the model says something else, and their ratio means
   * nothing.
   */
  static final double MIN_WEIGHT = 0.01;

  /** White space, the marks of vocabularies for it, and what models put around a word. */
  private static final String AROUND = "[\\s\u2581\u0120\u010a\"'*`.,!:;()\\[\\]]+";

  private final Map<String, Double> probabilities = new HashMap<>();

  /**
   * Adds a token.
   *
   * @param logProb natural logarithm of its probability
   */
  void add(String token, double logProb) {
    double probability = Math.exp(logProb);
    if (probability >= 0) { // not NaN
      probabilities.merge(token, Math.min(1, probability), Math::max);
    }
  }

  /** Returns the probability of Yes among Yes and No; empty when neither has any weight. */
  OptionalDouble pYes() {
    double yes = weight(VerifierPrompts.YES);
    double no = weight(VerifierPrompts.NO);
    return yes + no >= MIN_WEIGHT
        ? OptionalDouble.of(Math.min(1, yes / (yes + no)))
        : OptionalDouble.empty();
  }

  private double weight(String word) {
    double sum = 0;
    for (Map.Entry<String, Double> each : probabilities.entrySet()) {
      String bare = each.getKey().replaceAll("^" + AROUND + "|" + AROUND + "$", "");
      if (bare.toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT))) {
        sum += each.getValue();
      }
    }
    return sum;
  }
}
