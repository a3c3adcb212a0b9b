package dev.pith.plugin.vote;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a task later, on any thread. */
public interface VoteTimer {

  /**
   * Runs a task once.
   *
   * @return takes it back, if it has not run
   */
  Runnable after(Duration delay, Runnable task);

  /** Returns the timer that every Java program has. */
  static VoteTimer system() {
    return (delay, task) -> {
      CompletableFuture<Boolean> due =
          new CompletableFuture<Boolean>()
              .completeOnTimeout(true, delay.toMillis(), TimeUnit.MILLISECONDS);
      due.minimalCompletionStage()
          .thenAccept(
              late -> {
                if (late) {
                  task.run();
                }
              });
      return () -> due.complete(false);
    };
  }
}
