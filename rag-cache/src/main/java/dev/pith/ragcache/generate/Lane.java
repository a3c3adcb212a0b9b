package dev.pith.ragcache.generate;

import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Two queues of jobs, and the places that they wait for: jobs that go on with an answer come before
 * the others; among their like they are served first come, first served.
 */
final class Lane {

  private final LinkedBlockingQueue<Job> continuations;
  private final LinkedBlockingQueue<Job> others;
  private final int places;

  /** Places that are taken in this step; used by the generator's thread alone. */
  private int taken;

  /**
   * Creates a lane.
   *
   * @param maxWaiting how long each of the two queues may become
   */
  Lane(int places, int maxWaiting) {
    this.places = places;
    continuations = new LinkedBlockingQueue<>(maxWaiting);
    others = new LinkedBlockingQueue<>(maxWaiting);
  }

  /** Lets a job wait; false when too many of its like do. Any thread. */
  boolean offer(Job job) {
    return queueOf(job).offer(job);
  }

  /** Takes a job out that still waits; false when it does not. Any thread. */
  boolean withdraw(Job job) {
    return queueOf(job).remove(job);
  }

  /** Takes out the job that is next; null when none waits. Any thread. */
  @Nullable Job withdraw() {
    Job continuation = continuations.poll();
    return continuation == null ? others.poll() : continuation;
  }

  /** Returns how many wait. Any thread. */
  int waiting() {
    return continuations.size() + others.size();
  }

  /** Frees all places, at the beginning of a step. */
  void free() {
    taken = 0;
  }

  /** Takes a place for a job that has begun; false when none is free. */
  boolean take() {
    boolean free = taken < places;
    taken += free ? 1 : 0;
    return free;
  }

  /** Gives the next job that goes on a place; null when none waits or no place is free. */
  @Nullable Job seatContinuation() {
    return seat(continuations);
  }

  /** Gives the next other job a place; null when none waits or no place is free. */
  @Nullable Job seatOther() {
    return seat(others);
  }

  private @Nullable Job seat(LinkedBlockingQueue<Job> queue) {
    Job job = taken < places ? queue.poll() : null;
    taken += job == null ? 0 : 1;
    return job;
  }

  private LinkedBlockingQueue<Job> queueOf(Job job) {
    return job.continuesAnswer() ? continuations : others;
  }
}
