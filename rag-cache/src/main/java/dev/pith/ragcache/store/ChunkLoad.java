package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.plan.ContextProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A load in progress: someone {@linkplain #loadNext loads} layer after layer, any number wait for
 * them.
 */
final class ChunkLoad implements LoadedChunk {

  private final VariantKey key;
  private final PackedLayers source;
  private final ChunkKv chunk;
  private final List<CompletableFuture<@Nullable Void>> layers;
  private volatile boolean cancelled;

  /** How many layers are ready. */
  private int ready;

  ChunkLoad(VariantKey key, PackedLayers source) {
    this.key = key;
    this.source = source;
    this.chunk = ChunkKvCodec.newChunk(source.layout());
    this.layers =
        Stream.generate(() -> new CompletableFuture<@Nullable Void>())
            .limit(source.layout().layers())
            .toList();
  }

  @Override
  public VariantKey key() {
    return key;
  }

  @Override
  public ContextProfile profile() {
    return source.profile();
  }

  @Override
  public Tier tier() {
    return source.tier();
  }

  @Override
  public ChunkKv chunk() {
    return chunk;
  }

  @Override
  public void awaitLayer(int layer) {
    try {
      layers.get(layer).join();
    } catch (CompletionException lost) {
      throw new LostVariantException(key, lost.getCause());
    }
  }

  @Override
  public ChunkKv awaitAll() {
    awaitLayer(layers.size() - 1);
    return chunk;
  }

  /**
   * Makes the next layer ready. For one thread at a time.
   *
   * @param times is told how long it took
   * @param nanos a clock that only goes forward
   * @return whether there is more to do
   */
  boolean loadNext(LoadTimes times, LongSupplier nanos) {
    if (cancelled) {
      fail(new IOException("the store was closed"));
      return false;
    }
    long start = nanos.getAsLong();
    try {
      ByteBuffer bytes = source.layer(ready);
      ChunkKvCodec.decode(bytes, source.format(), chunk, ready);
    } catch (IOException | RuntimeException | Error unreadable) {
      fail(unreadable);
      return false;
    }
    times.add(source.tier(), nanos.getAsLong() - start, chunk.length());
    layers.get(ready++).complete(null);
    return ready < layers.size();
  }

  /** Tells whether all layers are ready; for the thread that loaded the last one. */
  boolean isReady() {
    return ready == layers.size();
  }

  /** Lets the layers that are not ready yet be lost. */
  void cancel() {
    cancelled = true;
  }

  private void fail(Throwable cause) {
    for (CompletableFuture<@Nullable Void> layer : layers) {
      layer.completeExceptionally(cause);
    }
  }
}
