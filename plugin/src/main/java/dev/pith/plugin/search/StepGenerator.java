package dev.pith.plugin.search;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Samples steps. Thread-safe.
 *
 * @param <T> the trajectories that it makes and goes on from
 */
public interface StepGenerator<T extends Trajectory> {

  /**
   * Samples one next step. Several continuations of one trajectory are several calls, so that each
   * is timed, cancelled and fails alone; what they share is the generator's to share.
   *
   * @param from one of its own trajectories, which is not released before this ends
   * @return the longer trajectory; a step without a character that has not finished means that
   *     there is none. Cancelling the future ends the sampling within a token, and whatever it held
   *     is given up
   */
  CompletableFuture<T> extend(T from, StepRequest request);

  /**
   * Returns the bytes of KV that these trajectories hold, what they share counted once; empty when
   * the generator cannot tell.
   */
  default OptionalLong residentBytes(Collection<? extends T> trajectories) {
    return OptionalLong.empty();
  }
}
