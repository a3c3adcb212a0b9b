package dev.pith.ragcache.generate;

import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A queue of jobs, first come, first served, and the places that they wait for. */
final class Lane {

  private final LinkedBlockingQueue<Job> waiting;
  private final int places;

  /** Places that are taken in this step; used by the generator's thread alone. */
  private int taken;

  Lane(int places, int maxWaiting) {
    this.places = places;
    waiting = new LinkedBlockingQueue<>(maxWaiting);
  }

  /** Lets a job wait; false when too many do. Any thread. */
  boolean offer(Job job) {
    return waiting.offer(job);
  }

  /** Takes a job out that still waits; false when it does not. Any thread. */
  boolean withdraw(Job job) {
    return waiting.remove(job);
  }

  /** Takes out the job that waits longest; null when none does. Any thread. */
  @Nullable Job withdraw() {
    return waiting.poll();
  }

  /** Returns how many wait. Any thread. */
  int waiting() {
    return waiting.size();
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

  /** Gives the next job a place; null when none waits or no place is free. */
  @Nullable Job seat() {
    Job job = taken < places ? waiting.poll() : null;
    taken += job == null ? 0 : 1;
    return job;
  }
}
