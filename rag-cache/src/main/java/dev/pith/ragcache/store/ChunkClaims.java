package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ChunkKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Who computes which missing chunk, and who waits for it. Thread-safe; waiters are called by the
 * executor, so that who puts a chunk does not do the work of those who wait for it.
 */
final class ChunkClaims {

  /** One who wants a chunk. */
  interface Waiter {
    /** The chunk that it waits for was put. */
    void onFound(LoadedChunk chunk);

    /** The chunk that it waits for is now its own to compute. */
    void onTurn();

    /** Tells whether it no longer wants anything, so that its turn would be lost on it. */
    boolean isGone();
  }

  private final Map<ChunkKey, Flight> flights = new HashMap<>();
  private final Executor executor;
  private boolean closed;

  ChunkClaims(Executor executor) {
    this.executor = executor;
  }

  /** Tells whether a chunk is the waiter's own to compute; if not, it is called later. */
  synchronized boolean acquire(ChunkKey chunk, Waiter waiter) {
    if (closed) {
      return true;
    }
    Flight flight = flights.get(chunk);
    if (flight == null) {
      flights.put(chunk, new Flight(waiter));
      return true;
    }
    flight.waiters.add(waiter);
    return false;
  }

  /** Gives a chunk that was put to all who wait for it, whoever was to compute it. */
  void resolve(LoadedChunk chunk) {
    Flight flight;
    synchronized (this) {
      flight = flights.remove(chunk.key().chunk());
    }
    if (flight != null) {
      for (Waiter waiter : flight.waiters) {
        executor.execute(() -> waiter.onFound(chunk));
      }
    }
  }

  /** Lets the next one who waits compute a chunk, if it is still this one's to compute. */
  void release(ChunkKey chunk, Waiter owner) {
    Waiter next;
    synchronized (this) {
      Flight flight = flights.get(chunk);
      if (flight == null || flight.owner != owner) {
        return;
      }
      do {
        next = flight.waiters.poll();
      } while (next != null && next.isGone());
      if (next == null) {
        flights.remove(chunk);
      } else {
        flight.owner = next;
      }
    }
    turn(next);
  }

  /** Lets all who wait, and all who come, compute their chunks themselves. */
  void close() {
    Deque<Waiter> waiters = new ArrayDeque<>();
    synchronized (this) {
      closed = true;
      flights.values().forEach(flight -> waiters.addAll(flight.waiters));
      flights.clear();
    }
    waiters.forEach(this::turn);
  }

  private void turn(@Nullable Waiter waiter) {
    if (waiter != null) {
      executor.execute(waiter::onTurn);
    }
  }

  /** A chunk that is being computed. */
  private static final class Flight {

    private Waiter owner;
    private final Deque<Waiter> waiters = new ArrayDeque<>();

    Flight(Waiter owner) {
      this.owner = owner;
    }
  }
}
