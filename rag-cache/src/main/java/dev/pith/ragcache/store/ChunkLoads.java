package dev.pith.ragcache.store;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loads in progress, one for each variant. Thread-safe. */
final class ChunkLoads {

  /*
   * A task loads one layer and then goes to the end of the queue: a prompt needs the first layer of
   * all its chunks before it needs the second one of any.
   */

  private final StoreThreads threads;
  private final Consumer<ChunkLoad> onReady;
  private final Map<VariantKey, ChunkLoad> running = new ConcurrentHashMap<>();
  private final LoadTimes times = new LoadTimes();

  /**
   * Creates an empty set.
   *
   * @param onReady is told of each load of which all layers are ready, while it still counts as
   *     running
   */
  ChunkLoads(StoreThreads threads, Consumer<ChunkLoad> onReady) {
    this.threads = threads;
    this.onReady = onReady;
  }

  /** Returns the load of a variant; null when none is running. */
  @Nullable ChunkLoad find(VariantKey key) {
    return running.get(key);
  }

  int size() {
    return running.size();
  }

  /** Returns the load of a variant, which is started unless it runs already. */
  ChunkLoad start(VariantKey key, PackedLayers source) {
    ChunkLoad load = new ChunkLoad(key, source);
    ChunkLoad earlier = running.putIfAbsent(key, load);
    if (earlier != null) {
      return earlier;
    }
    goOn(load);
    return load;
  }

  /** Lets a loader do something, and tells whether it will. */
  boolean execute(Runnable task) {
    try {
      threads.loader().execute(task);
      return true;
    } catch (RejectedExecutionException closing) {
      return false;
    }
  }

  OptionalDouble layerNanos(Tier tier, int tokens) {
    return times.layerNanos(tier, tokens);
  }

  /** Lets what is not ready be lost. */
  void close() {
    running.values().forEach(ChunkLoad::cancel);
    threads.loader().shutdown();
  }

  private void goOn(ChunkLoad load) {
    if (!execute(() -> run(load))) {
      load.cancel();
      run(load);
    }
  }

  private void run(ChunkLoad load) {
    if (load.loadNext(times, threads.nanos())) {
      goOn(load);
      return;
    }
    try {
      if (load.isReady()) {
        onReady.accept(load);
      }
    } finally {
      running.remove(load.key(), load);
    }
  }
}
