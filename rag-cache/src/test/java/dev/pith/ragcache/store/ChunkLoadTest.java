package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.TestKv.LAYOUT;
import static dev.pith.ragcache.store.TestKv.numbers;
import static dev.pith.ragcache.store.TestKv.variantKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.engine.ChunkKvCodec.Format;
import dev.pith.ragcache.plan.ContextProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChunkLoadTest {

  private static final VariantKey KEY = variantKey(1, 7);

  /** Layers of the usual KV; the last one waits for a latch, or cannot be read. */
  private static class Layers implements PackedLayers {
    private final ChunkKv kv = TestKv.kv(KEY, LAYOUT);
    final CountDownLatch last = new CountDownLatch(1);

    @Override
    public ContextProfile profile() {
      return TestKv.variant(1, 7).profile();
    }

    @Override
    public ChunkKvCodec.Layout layout() {
      return LAYOUT;
    }

    @Override
    public Format format() {
      return Format.F32;
    }

    @Override
    public Tier tier() {
      return Tier.DISK;
    }

    @Override
    public ByteBuffer layer(int layer) throws IOException {
      if (layer == TestKv.LAYERS - 1) {
        try {
          last.await();
        } catch (InterruptedException stop) {
          throw new IOException("unreadable", stop);
        }
      }
      ByteBuffer bytes =
          ByteBuffer.allocate(LAYOUT.layerBytes(Format.F32)).order(ByteOrder.LITTLE_ENDIAN);
      ChunkKvCodec.encode(kv, layer, Format.F32, bytes);
      return bytes.flip();
    }
  }

  /** Loads what can be loaded and tells whether that is all. */
  static boolean loadAll(ChunkLoad load, LoadTimes times, LongSupplier nanos) {
    boolean more = true;
    while (more) {
      more = load.loadNext(times, nanos);
    }
    return load.isReady();
  }

  @Test
  void awaitLayer_laterLayersAreNotThere_doesNotWaitForThem() throws Exception {
    Layers layers = new Layers();
    ChunkLoad load = new ChunkLoad(KEY, layers);
    var threads = Executors.newFixedThreadPool(2);
    var running = threads.submit(() -> loadAll(load, new LoadTimes(), System::nanoTime));

    load.awaitLayer(0);
    load.awaitLayer(1);
    CompletableFuture<ChunkKv> all = CompletableFuture.supplyAsync(load::awaitAll, threads);
    assertThat(all).isNotDone();
    layers.last.countDown();

    assertThat(numbers(all.join())).isEqualTo(numbers(layers.kv));
    assertThat(running.get()).isTrue();
    threads.shutdown();
  }

  @Test
  void run_interrupted_losesTheLayersThatAreNotReady() {
    Layers layers = new Layers();
    ChunkLoad load = new ChunkLoad(KEY, layers);
    Thread.currentThread().interrupt();

    assertThat(loadAll(load, new LoadTimes(), System::nanoTime)).isFalse();

    load.awaitLayer(1);
    assertThatExceptionOfType(LostVariantException.class)
        .isThrownBy(() -> load.awaitLayer(2))
        .withMessageContaining("unreadable");
  }

  @Test
  void run_cancelled_losesAll() {
    ChunkLoad load = new ChunkLoad(KEY, new Layers());
    load.cancel();

    assertThat(loadAll(load, new LoadTimes(), System::nanoTime)).isFalse();

    assertThatExceptionOfType(LostVariantException.class).isThrownBy(() -> load.awaitLayer(0));
  }

  @Test
  void layerNanos_severalLoads_isTheirMovingAverageForEachTier() {
    LoadTimes times = new LoadTimes();
    AtomicLong clock = new AtomicLong();
    Layers layers = new Layers();
    layers.last.countDown();

    assertThat(times.layerNanos(Tier.DISK, 10)).isEmpty();
    loadAll(new ChunkLoad(KEY, layers), times, () -> clock.getAndAdd(400));

    assertThat(times.layerNanos(Tier.DISK, 10).orElseThrow()).isCloseTo(1000, within(1e-6));
    assertThat(times.layerNanos(Tier.MEMORY, 10)).isEmpty();
    times.add(Tier.DISK, 4_400, 4);
    assertThat(times.layerNanos(Tier.DISK, 1).orElseThrow()).isCloseTo(200, within(1e-6));
  }
}
