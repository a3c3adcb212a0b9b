package dev.pith.ragcache.plan;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Ways to choose the tokens that are computed again, from nothing but scores and counts.
 * Cache-Craft and its rivals differ in the scores alone, so that all can run beside each other at
 * equal cost.
 *
 * <p>Every choice is a list of distinct indices in ascending order, the order in which a causal
 * mask wants them.
 */
public final class TokenChoice {

  /** What products of a share and a count may be off by: 0.07 x 100 is 7.000000000000001. */
  private static final double ROUNDING = 1e-9;

  private TokenChoice() {}

  /**
   * Returns how many tokens a share is, rounded up: eq 14 of Cache-Craft (arXiv 2502.15734).
   *
   * @param share in [0, 1]
   * @param tokens of which it is a share, not negative
   * @return in [0, tokens]
   */
  public static int count(double share, int tokens) {
    FixEstimate.requireShare("share", share);
    requireTokens(tokens);
    return (int) Math.ceil(Math.max(0, share * tokens - ROUNDING));
  }

  /**
   * Returns the first tokens: the choice of EPIC (arXiv 2410.15332) for every chunk but the
   * prompt's first.
   *
   * @param tokens how many there are, not negative
   * @param count how many to take, not negative; all when there are fewer
   */
  public static int[] first(int tokens, int count) {
    requireTokens(tokens);
    if (count < 0) {
      throw new IllegalArgumentException("count must be >= 0: " + count);
    }
    return IntStream.range(0, Math.min(count, tokens)).toArray();
  }

  /**
   * Returns tokens by lot, each set of that size with the same chance: the control of every other
   * choice.
   *
   * @param tokens how many there are, not negative
   * @param count how many to take, in [0, tokens]
   * @param random the same state gives the same choice
   */
  public static int[] random(int tokens, int count, RandomGenerator random) {
    requireCount(count, tokens);
    int[] chosen = new int[count];
    int size = 0;
    for (int token = 0; size < count; token++) {
      if (random.nextInt(tokens - token) < count - size) {
        chosen[size++] = token;
      }
    }
    return chosen;
  }

  /**
   * Returns the tokens whose fresh values differ most from the stored ones, the earlier of equal
   * ones: the choice of CacheBlend (arXiv 2405.16444), one for all chunks together.
   *
   * @param deviations [token]: the sum of squared differences of a token of any chunk
   * @param ratio how many, as a share of the tokens in [0, 1], rounded down
   */
  public static int[] mostDeviating(double[] deviations, double ratio) {
    FixEstimate.requireShare("ratio", ratio);
    return largest(deviations, (int) Math.floor(ratio * deviations.length + ROUNDING));
  }

  /**
   * Returns the tokens with the largest scores, the earlier of equal ones.
   *
   * @param scores [token]: any numbers but NaN
   * @param count how many to take, in [0, scores]
   */
  public static int[] largest(double[] scores, int count) {
    requireCount(count, scores.length);
    for (int token = 0; token < scores.length; token++) {
      if (Double.isNaN(scores[token])) {
        throw new IllegalArgumentException("scores must be numbers: NaN at " + token);
      }
    }
    if (count == 0) {
      return new int[0];
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double lowest = sorted[sorted.length - count];
    int equal = count - (int) Arrays.stream(scores).filter(score -> score > lowest).count();
    int[] chosen = new int[count];
    int size = 0;
    for (int token = 0; size < count; token++) {
      if (scores[token] > lowest || (scores[token] == lowest && equal-- > 0)) {
        chosen[size++] = token;
      }
    }
    return chosen;
  }

  private static void requireTokens(int tokens) {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens must be >= 0: " + tokens);
    }
  }

  private static void requireCount(int count, int tokens) {
    if (count < 0 || count > tokens) {
      throw new IllegalArgumentException("count must be in [0, " + tokens + "]: " + count);
    }
  }
}
