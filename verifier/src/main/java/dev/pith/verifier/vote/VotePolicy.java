package dev.pith.verifier.vote;

import java.util.function.IntFunction;

/**
 * How answers to one question are sampled side by side and voted on. Policies are values; each
 * question has a {@link BranchVote} of its own.
 */
public interface VotePolicy {

  /**
   * Begins a vote.
   *
   * @param limit how many branches there may be in all, at least 1
   */
  BranchVote begin(int limit);

  /** Returns whether running branches must be probed for their answers. */
  boolean probes();

  /**
   * Returns self-consistency (arXiv 2203.11171): so many branches, and the most frequent answer.
   *
   * @param branches at least 1; fewer when the limit is lower
   */
  static VotePolicy selfConsistency(int branches) {
    requirePositive(branches, "branches");
    return of(
        false,
        limit -> {
          int all = Math.min(limit, branches);
          return new WindowedConsistency(all, all, WindowedConsistency.Stop.NEVER, 1);
        });
  }

  /**
   * Returns adaptive consistency (arXiv 2305.11860): one branch after the other until the lead is
   * safe.
   *
   * @param confidence what {@link LeadConfidence} must exceed, in [0.5, 1]; 0.95 is published
   */
  static VotePolicy adaptiveConsistency(double confidence) {
    requireShare(confidence, 0.5, "confidence");
    return of(
        false,
        limit -> new WindowedConsistency(limit, 1, WindowedConsistency.Stop.SAFE_LEAD, confidence));
  }

  /**
   * Returns early-stopping self-consistency (arXiv 2401.10480): windows of branches until all of
   * one window agree.
   *
   * @param window at least 1; 8 for instance
   */
  static VotePolicy earlyStopping(int window) {
    requirePositive(window, "window");
    return of(
        false,
        limit -> new WindowedConsistency(limit, window, WindowedConsistency.Stop.AGREEMENT, 1));
  }

  /**
   * Returns self-consistency in which each branch ends when its probes settle.
   *
   * @param equalAnswers how many in a row must be equal, at least 1; 14 is published
   */
  static VotePolicy settledBranches(int equalAnswers) {
    requirePositive(equalAnswers, "equalAnswers");
    return of(true, limit -> new SettledBranches(limit, equalAnswers));
  }

  /**
   * Returns Parallel-Probe (arXiv 2602.03845) with its published parameters: no branch is stopped
   * in the first 15 steps, then after 7 contradictions; the vote ends after 40 steps with one
   * leader, or 100 in all.
   */
  static VotePolicy parallelProbe() {
    return of(true, limit -> new ParallelProbe(limit, 15, 7, 40, 100));
  }

  /**
   * Returns DeepConf (arXiv 2508.15260).
   *
   * @param warmUp how many branches run to their ends first, at least 1; 16 is published
   * @param keptShare the part of them that would not have been stopped, in [0, 1]; 0.9 is published
   */
  static VotePolicy deepConf(int warmUp, double keptShare) {
    requirePositive(warmUp, "warmUp");
    requireShare(keptShare, 0, "keptShare");
    return of(false, limit -> new DeepConf(limit, warmUp, keptShare));
  }

  /** Returns Pith's own vote. */
  static VotePolicy waves(WaveSettings settings) {
    return of(
        settings.probes(), limit -> new RollingWaves(Math.min(limit, settings.most()), settings));
  }

  private static VotePolicy of(boolean probes, IntFunction<BranchVote> beginning) {
    return new VotePolicy() {
      @Override
      public BranchVote begin(int limit) {
        return beginning.apply(limit);
      }

      @Override
      public boolean probes() {
        return probes;
      }
    };
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1: %d".formatted(name, value));
    }
  }

  private static void requireShare(double value, double least, String name) {
    if (!(value >= least && value <= 1)) {
      throw new IllegalArgumentException("%s must be in [%s, 1]: %s".formatted(name, least, value));
    }
  }
}
