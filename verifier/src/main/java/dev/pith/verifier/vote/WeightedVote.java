package dev.pith.verifier.vote;

import java.util.Arrays;

/**
 * Sums up weighted votes for answers, which are numbers (see {@link AnswerClasses}).
 *
 * <p>The answer with the largest mass leads; of equal ones that which was voted for first. What is
 * unreadable may vote too, as an answer of its own. Instances are not thread-safe.
 */
public final class WeightedVote {
  private double[] mass = new double[8];
  private int[] order = new int[8];
  private int answers;
  private double total;

  /** Removes all votes. */
  public void clear() {
    for (int k = 0; k < answers; k++) {
      mass[order[k]] = 0;
    }
    answers = 0;
    total = 0;
  }

  /**
   * Adds a vote.
   *
   * @param answer from 0, or {@link AnswerClasses#UNREADABLE}
   * @param weight above 0
   */
  public void add(int answer, double weight) {
    if (answer < AnswerClasses.UNREADABLE) {
      throw new IllegalArgumentException("no such answer: " + answer);
    }
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be above 0: " + weight);
    }
    int slot = answer + 1;
    if (slot >= mass.length) {
      mass = Arrays.copyOf(mass, Math.max(2 * mass.length, slot + 1));
    }
    if (mass[slot] == 0) {
      if (answers == order.length) {
        order = Arrays.copyOf(order, 2 * answers);
      }
      order[answers++] = slot;
    }
    mass[slot] += weight;
    total += weight;
  }

  /** Returns whether nobody has voted. */
  public boolean isEmpty() {
    return answers == 0;
  }

  /** Returns the sum of all weights. */
  public double total() {
    return total;
  }

  /** Returns the leading answer; {@link AnswerClasses#UNREADABLE} too when nobody has voted. */
  public int leader() {
    return slot(-1) - 1;
  }

  /** Returns the mass of the leading answer; 0 when nobody has voted. */
  public double leaderMass() {
    return isEmpty() ? 0 : mass[slot(-1)];
  }

  /** Returns the mass of the answer that comes next; 0 when there is none. */
  public double runnerUpMass() {
    return answers < 2 ? 0 : mass[slot(slot(-1))];
  }

  /** Returns {@link LeadConfidence} of the two; 0.5 when nobody has voted. */
  public double confidence() {
    return LeadConfidence.of(leaderMass(), runnerUpMass());
  }

  /** Returns the slot with the largest mass but for one. */
  private int slot(int except) {
    int best = -1;
    for (int k = 0; k < answers; k++) {
      if (order[k] != except && (best < 0 || mass[order[k]] > mass[best])) {
        best = order[k];
      }
    }
    return Math.max(best, 0);
  }
}
