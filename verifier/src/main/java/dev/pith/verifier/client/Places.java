package dev.pith.verifier.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Places for calls, and a bounded queue of questions that wait for one. First come, first served.
 * Thread-safe.
 */
final class Places {

  private final IntSupplier most;
  private final int maxQueued;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int running;
  private boolean draining;

  private record Waiting(
      CompletableFuture<Reply> answer, Supplier<? extends CompletionStage<?>> call) {}

  /**
   * Makes places.
   *
   * @param most how many calls may run at present, at least 1
   * @param maxQueued how many questions may wait
   */
  Places(IntSupplier most, int maxQueued) {
    this.most = most;
    this.maxQueued = maxQueued;
  }

  /**
   * Makes a call as soon as there is a place, unless its answer is there before.
   *
   * @param answer fails at once when the queue is full; who gives up completes it, and frees its
   *     place in the queue
   * @param call makes the call; its place is free when what it returns is complete
   */
  void run(CompletableFuture<Reply> answer, Supplier<? extends CompletionStage<?>> call) {
    Waiting entry = new Waiting(answer, call);
    boolean queued;
    synchronized (this) {
      queued = running < most.getAsInt() || waiting.size() < maxQueued;
      if (queued) {
        waiting.addLast(entry);
      }
    }
    if (!queued) {
      answer.completeExceptionally(AskFailure.of(AskFailure.Cause.BUSY));
      return;
    }
    drain();
    answer.minimalCompletionStage().whenComplete((reply, failure) -> giveUp(entry));
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private synchronized void giveUp(Waiting entry) {
    waiting.remove(entry);
  }

  /** One thread at a time starts calls, in a loop: calls that end at once do not nest. */
  private void drain() {
    synchronized (this) {
      if (draining) {
        return;
      }
      draining = true;
    }
    while (true) {
      Waiting next;
      synchronized (this) {
        next = running < most.getAsInt() ? waiting.pollFirst() : null;
        if (next == null) {
          draining = false;
          return;
        }
        running++;
      }
      start(next);
    }
  }

  private void start(Waiting next) {
    CompletionStage<?> over;
    try {
      over = next.answer().isDone() ? CompletableFuture.completedFuture(null) : next.call().get();
    } catch (RuntimeException failure) {
      next.answer().completeExceptionally(failure);
      over = CompletableFuture.completedFuture(null);
    }
    over.whenComplete(
        (done, failure) -> {
          synchronized (this) {
            running--;
          }
          drain();
        });
  }
}
