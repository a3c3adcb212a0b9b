package dev.pith.plugin.search;

import dev.pith.verifier.Verdict;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Tells how promising a trajectory is: the process reward of its newest step. Thread-safe.
 *
 * @param <T> the trajectories that it can judge
 */
@FunctionalInterface
public interface StepScorer<T extends Trajectory> {

  /**
   * Judges the newest step, given all before it.
   *
   * @param question what the trajectory is about
   * @return the reward, and the tokens that were read or generated for it; a verdict without a
   *     probability drops the trajectory. Cancelling the future cancels the work
   */
  CompletableFuture<Verdict> score(String question, T trajectory);

  /** Returns a scorer that finds all equally good and costs nothing: that of self-consistency. */
  static StepScorer<Trajectory> none() {
    Verdict same = new Verdict(OptionalDouble.of(1), OptionalLong.of(0));
    return (question, trajectory) -> CompletableFuture.completedFuture(same);
  }
}
