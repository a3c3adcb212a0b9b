package dev.pith.eval.policy;

import java.util.Arrays;

/**
 * What one policy saved on a group of traces: what a control has to match.
 *
 * <p>Not thread-safe.
 */
public final class SavingTarget {
  private double[] fullTokens = new double[16];
  private int traces;
  private double keptShares;
  private double keptTokens;

  /**
   * Adds a trace.
   *
   * @param full its tokens
   * @param spent the tokens that the policy kept, and its cost
   */
  public void add(double full, double spent) {
    if (traces == fullTokens.length) {
      fullTokens = Arrays.copyOf(fullTokens, 2 * traces);
    }
    fullTokens[traces++] = full;
    keptShares += spent / full;
    keptTokens += spent;
  }

  /** Returns the mean share of a trace that was spent, at most 1. */
  double meanShare() {
    return Math.min(1.0, keptShares / traces);
  }

  /**
   * Returns the budget in tokens per trace that spends as much over all traces: the number {@code
   * b} for which the sum of {@code min(b, full)} is the sum of what was spent.
   */
  double budgetTokens() {
    double[] sorted = Arrays.copyOf(fullTokens, traces);
    Arrays.sort(sorted);
    double left = keptTokens;
    for (int i = 0; i < traces; i++) {
      double even = left / (traces - i);
      if (even <= sorted[i]) {
        return even;
      }
      left -= sorted[i];
    }
    return traces == 0 ? 0.0 : sorted[traces - 1];
  }
}
