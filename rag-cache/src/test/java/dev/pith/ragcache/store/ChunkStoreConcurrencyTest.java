package dev.pith.ragcache.store;

import static dev.pith.ragcache.store.TestKv.BYTES;
import static dev.pith.ragcache.store.TestKv.assertRight;
import static dev.pith.ragcache.store.TestKv.key;
import static dev.pith.ragcache.store.TestKv.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.plan.ChunkKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fifty requests at once over a thousand chunks, with room for a tenth of them. */
@Timeout(120)
class ChunkStoreConcurrencyTest {

  private static final int THREADS = 50;
  private static final int CHUNKS = 1_000;
  private static final int REQUESTS = 20;
  private static final int CHUNKS_PER_REQUEST = 5;
  private static final long MEMORY = CHUNKS / 10 * BYTES;

  @TempDir private Path directory;

  /** Who computes a chunk at this moment. */
  private final Map<ChunkKey, Thread> computing = new ConcurrentHashMap<>();

  @Test
  void requests_memoryOnly_rightKvComputedOnceWithinTheBound() throws Exception {
    serve(ChunkStore.open(StoreSettings.defaults().withMemoryBytes(MEMORY)));
  }

  @Test
  void requests_filesBehindIt_rightKvComputedOnceWithinTheBounds() throws Exception {
    long fileBytes = CHUNKS / 5 * DiskBed.fileBytes(variant(1, 1));
    ChunkStore store =
        ChunkStore.open(
            StoreSettings.defaults().withMemoryBytes(MEMORY / 4),
            DiskSettings.of(directory, "scope")
                .withMaxBytes(fileBytes)
                .withRefresh(Duration.ofMillis(20)));

    serve(store);

    DiskStats stats = DiskBed.stats(store);
    assertThat(stats.bytes()).isBetween(1L, fileBytes);
    assertThat(stats.evictions()).isPositive();
    assertThat(stats.rejected().values()).containsOnly(0L);
    assertThat(stats.lost() + stats.outages() + stats.unreadable()).isZero();
    assertThat(store.stats().promotions()).isPositive();
  }

  private void serve(ChunkStore store) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (store) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        long seed = thread;
        running.add(threads.submit((Callable<Integer>) () -> requests(store, new Random(seed))));
      }
      int computed = 0;
      for (Future<Integer> each : running) {
        computed += outcome(each);
      }
      assertThat(store.stats().computed()).isEqualTo(computed);
      assertThat(store.stats().memoryHits()).isPositive();
      assertThat(store.stats().memoryBytes()).isBetween(1L, MEMORY);
    } finally {
      threads.shutdownNow();
    }
  }

  private static int outcome(Future<Integer> request)
      throws InterruptedException, ExecutionException, TimeoutException {
    return request.get(2, TimeUnit.MINUTES);
  }

  /** Serves requests and returns how many chunks were computed for them. */
  private int requests(ChunkStore store, Random random) {
    int computed = 0;
    for (int request = 0; request < REQUESTS; request++) {
      Set<ChunkKey> missing = new HashSet<>();
      Map<ChunkKey, Integer> numbers = new HashMap<>();
      for (int i = 0; i < CHUNKS_PER_REQUEST; i++) {
        // Squaring prefers small numbers: some chunks are in many requests.
        int number = (int) (CHUNKS * Math.pow(random.nextDouble(), 2));
        numbers.put(key(number), number);
        if (!served(store, number)) {
          missing.add(key(number));
        }
      }
      try (Claims claims = store.claim(missing, Set.of()).join()) {
        for (ChunkKey chunk : missing) {
          claims.found(chunk).ifPresent(TestKv::assertRight);
        }
        for (ChunkKey chunk : claims.toCompute()) {
          assertThat(computing.putIfAbsent(chunk, Thread.currentThread())).isNull();
          computed++;
          if (random.nextInt(10) > 0) { // else it dies
            Variant variant = variant(numbers.get(chunk), random.nextInt(3));
            computing.remove(chunk);
            store.put(variant);
          } else {
            computing.remove(chunk);
          }
        }
      }
      assertThat(store.stats().memoryBytes()).isLessThanOrEqualTo(MEMORY + BYTES);
    }
    return computed;
  }

  private static boolean served(ChunkStore store, int number) {
    for (KnownVariant known : store.variants(key(number))) {
      LoadedChunk loaded = store.load(known.key()).orElse(null);
      if (loaded != null) {
        assertRight(loaded);
        store.used(known.key(), 0.2);
        return true;
      }
    }
    return false;
  }
}
