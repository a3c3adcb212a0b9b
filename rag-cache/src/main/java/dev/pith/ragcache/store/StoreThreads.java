package dev.pith.ragcache.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The threads and the clock of a store.
 *
 * @param loader runs loads; shut down with the store
 * @param writer writes and deletes files, one task at a time; shut down with the store
 * @param callbacks completes what others wait for
 * @param nanos a clock that only goes forward
 */
record StoreThreads(
    ExecutorService loader, ExecutorService writer, Executor callbacks, LongSupplier nanos) {

  private static final int LOADERS = 2;

  /** Returns threads of its own that do not keep the JVM alive. */
  static StoreThreads create() {
    return new StoreThreads(
        newPool("pith-store-load", LOADERS),
        newPool("pith-store-write", 1),
        new CompletableFuture<>().defaultExecutor(),
        System::nanoTime);
  }

  private static ExecutorService newPool(String name, int size) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        size,
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
