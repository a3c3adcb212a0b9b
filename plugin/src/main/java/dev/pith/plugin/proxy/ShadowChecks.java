package dev.pith.plugin.proxy;

import dev.pith.plugin.savings.SavingsSettings.ShadowChecking;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Draws the answers whose cut is checked, and lets few checks run at a time: they are behind
 * everything that clients wait for. Thread-safe.
 */
final class ShadowChecks {

  private final ShadowChecking settings;
  private final DoubleSupplier random;
  private final Set<ShadowCheckCall> running = new HashSet<>();
  private boolean closed;

  /**
   * @param random numbers in [0, 1)
   */
  ShadowChecks(ShadowChecking settings, DoubleSupplier random) {
    this.settings = settings;
    this.random = random;
  }

  /** Tells whether any answer is checked. */
  boolean areOn() {
    return settings.share() > 0;
  }

  /** Tells whether one more answer is checked if it would have been cut. */
  boolean draw() {
    return areOn() && random.getAsDouble() < settings.share();
  }

  /** Gives a check a place, which it must {@link #leave}; false when all are taken. */
  synchronized boolean enter(ShadowCheckCall check) {
    return !closed && running.size() < settings.concurrency() && running.add(check);
  }

  synchronized void leave(ShadowCheckCall check) {
    running.remove(check);
  }

  /** A client asks: a check that it would have to wait for is broken off. */
  void clientAsks() {
    running().stream().filter(ShadowCheckCall::standsInTheWay).forEach(c -> c.breakOff("gave-way"));
  }

  /** Breaks every check off, and begins no more; completes when all of them are counted. */
  Future<Void> close() {
    synchronized (this) {
      closed = true;
    }
    List<ShadowCheckCall> open = running();
    open.forEach(check -> check.breakOff("proxy-stopped"));
    return Future.join(open.stream().map(ShadowCheckCall::ended).toList()).mapEmpty();
  }

  private synchronized List<ShadowCheckCall> running() {
    return List.copyOf(running);
  }
}
