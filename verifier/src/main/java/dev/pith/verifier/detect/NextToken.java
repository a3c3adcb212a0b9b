package dev.pith.verifier.detect;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A token that a model has written, and what it might have written in its place.
 *
 * @param text its text; empty when it is not told
 * @param logProb natural logarithm of its probability, at most 0; empty when it is not told
 * @param alternatives the likeliest tokens by text, with their log-probabilities; it may be among
 *     them; servers tell a few of them only
 */
public record NextToken(String text, OptionalDouble logProb, Map<String, Double> alternatives) {

  /**
   * No vocabulary in use is larger. It bounds the entropy of the tokens that a server does not
   * tell.
   */
  static final int MAX_VOCABULARY = 1 << 18;

  /** Keeps its own copy of the map. */
  public NextToken {
    alternatives = Map.copyOf(alternatives);
  }

  /**
   * Between what the entropy of the next token lies, in nats.
   *
   * @param low when the untold tokens are as likely as the least likely told one
   * @param high when the untold probability is spread evenly over a whole vocabulary
   */
  public record EntropyBounds(double low, double high) {}

  /**
   * Returns the bounds of the entropy, of which the told tokens give the main part:
   *
   * <pre>
   *   H = -sum p ln p  +  H(untold),   with r the untold probability and m the least told one
   *   -r ln m  ≤  H(untold)  ≤  r ln(V / r)
   * </pre>
   *
   * Empty when no probability is told.
   */
  public Optional<EntropyBounds> entropy() {
    Map<String, Double> told = probabilities();
    if (told.isEmpty()) {
      return Optional.empty();
    }
    double entropy = 0;
    double sum = 0;
    double least = 1;
    for (double p : told.values()) {
      entropy -= p > 0 ? p * Math.log(p) : 0;
      sum += p;
      least = p > 0 ? Math.min(least, p) : least;
    }
    double untold = Math.max(0, 1 - sum);
    if (untold == 0) {
      return Optional.of(new EntropyBounds(entropy, entropy));
    }
    double low = entropy - untold * Math.log(least);
    double high = entropy + untold * Math.log(MAX_VOCABULARY / untold);
    return Optional.of(new EntropyBounds(Math.min(low, high), high));
  }

  /**
   * Returns by how much one token is likelier than the likeliest other one: {@code log p(token) -
   * max log p(other)}. Minus infinity when the token is not told, which then is less likely than
   * all told ones; empty when no probability is told.
   *
   * @param wanted the text of the token; white space around it does not matter
   */
  public OptionalDouble margin(String wanted) {
    double token = 0;
    double other = 0;
    Map<String, Double> told = probabilities();
    for (Map.Entry<String, Double> each : told.entrySet()) {
      if (each.getKey().strip().equals(wanted)) {
        token += each.getValue();
      } else {
        other = Math.max(other, each.getValue());
      }
    }
    return told.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.log(token) - Math.log(other));
  }

  /** A token that is told twice, as the written one and among the others, counts once. */
  private Map<String, Double> probabilities() {
    Map<String, Double> told = new HashMap<>();
    alternatives.forEach((token, log) -> add(told, token, log));
    logProb.ifPresent(log -> add(told, text, log));
    return told;
  }

  private static void add(Map<String, Double> told, String token, double log) {
    double probability = Math.exp(log);
    if (probability >= 0) { // not NaN
      told.merge(token, Math.min(1, probability), Math::max);
    }
  }
}
