package dev.pith.ragcache.store;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loads in progress, one for each variant. Thread-safe. */
final class ChunkLoads {

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
    if (!execute(() -> run(load))) {
      load.cancel();
      run(load);
    }
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

  private void run(ChunkLoad load) {
    try {
      if (load.run(times, threads.nanos())) {
        onReady.accept(load);
      }
    } finally {
      running.remove(load.key(), load);
    }
  }
}
