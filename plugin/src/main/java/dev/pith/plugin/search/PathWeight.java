package dev.pith.plugin.search;

import java.util.Arrays;

/** What the vote of a finished trajectory weighs, by the rewards of its steps. */
public enum PathWeight {
  /** The reward of its last step, as published. */
  LAST,
  /** The least of the rewards. */
  MIN,
  /** Their mean. */
  MEAN,
  /** Their product. */
  PRODUCT;

  /** A vote that weighs nothing would be no vote. */
  private static final double LEAST = 1e-9;

  /**
   * Returns the weight, above 0.
   *
   * @param rewards of the steps in their order, at least one, in [0, 1]
   */
  double of(double[] rewards) {
    double weight =
        switch (this) {
          case LAST -> rewards[rewards.length - 1];
          case MIN -> Arrays.stream(rewards).min().orElse(0);
          case MEAN -> Arrays.stream(rewards).average().orElse(0);
          case PRODUCT -> Arrays.stream(rewards).reduce(1, (a, b) -> a * b);
        };
    return Math.max(LEAST, weight);
  }
}
