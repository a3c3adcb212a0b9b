package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.plan.ChunkKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the KV of chunks: several variants of each, computed behind different chunks.
 *
 * <p>Thread-safe. Calls may read files, so they have no place on an event loop. After {@link
 * #close} it is an empty store: everything is a miss, and nothing is kept.
 */
public final class ChunkStore implements AutoCloseable {

  private static final int LOADER_THREADS = 2;

  private final StoreSettings settings;
  private final VariantIndex index;
  private final MemoryTier memory;
  private final ChunkClaims claims;
  private final ExecutorService loader;
  private final LongSupplier nanos;
  private final LoadTimes loadTimes = new LoadTimes();
  private final Map<VariantKey, ChunkLoad> loads = new ConcurrentHashMap<>();
  private final Object putLock = new Object();
  private volatile boolean closed;

  private final LongAdder memoryHits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder surplus = new LongAdder();
  private final LongAdder computed = new LongAdder();

  /**
   * Creates a store.
   *
   * @param loader runs loads, and is shut down with the store
   * @param callbacks completes what others wait for
   * @param nanos a clock that only goes forward
   */
  ChunkStore(
      StoreSettings settings, ExecutorService loader, Executor callbacks, LongSupplier nanos) {
    this.settings = settings;
    this.index = new VariantIndex(settings.maxVariants());
    this.memory = new MemoryTier(settings.memoryBytes(), key -> index.remove(key, Tier.MEMORY));
    this.claims = new ChunkClaims(callbacks);
    this.loader = loader;
    this.nanos = nanos;
  }

  /** Opens a store with threads of its own. */
  public static ChunkStore open(StoreSettings settings) {
    return new ChunkStore(
        settings, newLoader(), new CompletableFuture<>().defaultExecutor(), System::nanoTime);
  }

  /**
   * Returns the variants of a chunk in any tier, the one with the best use score first; of equal
   * ones the newest. Their KV may be gone when it is asked for.
   */
  public List<KnownVariant> variants(ChunkKey chunk) {
    return index.variants(chunk);
  }

  /**
   * Returns the KV of a variant: ready when it is in memory, else as a load in progress. Nothing
   * when no tier has it: a miss.
   */
  public Optional<LoadedChunk> load(VariantKey key) {
    LoadedChunk loaded = find(key);
    if (loaded == null) {
      misses.increment();
    } else {
      memoryHits.increment();
    }
    return Optional.ofNullable(loaded);
  }

  /**
   * Keeps a variant, in place of one with the same key. When the chunk has too many variants the
   * one with the lowest use score leaves, never the new one; and when the memory is full, variants
   * that are seldom asked for, be it the new one. Whoever waits for the chunk gets this variant in
   * any case.
   *
   * @throws IllegalArgumentException when the KV comes from another kind of engine
   */
  public void put(Variant variant) {
    Resident resident = resident(variant);
    KnownVariant before = index.find(variant.key());
    boolean worse = variant.profile().partial() && before != null && !before.profile().partial();
    if (!closed && !worse) {
      keep(variant.key(), resident);
    }
    claims.resolve(new ReadyChunk(variant.key(), variant.profile(), variant.kv()));
  }

  /**
   * Notes that a variant was used: adds 1 / max(overhead, 0.01) to its use score. All scores are
   * halved now and then, so that old uses fade.
   *
   * @param overhead the share of its tokens that was computed again, in [0, 1]
   */
  public void used(VariantKey key, double overhead) {
    if (!(overhead >= 0 && overhead <= 1)) {
      throw new IllegalArgumentException("overhead must be in [0, 1]: " + overhead);
    }
    index.used(key, overhead);
  }

  /**
   * Claims missing chunks, so that of all callers who miss a chunk at the same time one computes
   * it. The result comes when each chunk is either found or the caller's own to compute; it may be
   * cancelled. A caller that holds claims must not wait for others: claim all chunks of a request
   * in one call.
   *
   * @param chunks the chunks without a variant that can be used
   * @param unusable the variants of these chunks that the caller knows and does not want
   */
  public CompletableFuture<Claims> claim(Collection<ChunkKey> chunks, Set<VariantKey> unusable) {
    return new ChunkRequest(claims, chunk -> findUsable(chunk, unusable), chunks, unusable).start();
  }

  /**
   * Returns the time that loading one layer of so many tokens from a tier took lately, in
   * nanoseconds; nothing before the first load. KV in memory that is not packed takes none and is
   * not counted.
   */
  public OptionalDouble layerNanos(Tier tier, int tokens) {
    return loadTimes.layerNanos(tier, tokens);
  }

  /** Returns the counts so far. */
  public StoreStats stats() {
    return new StoreStats(
        memoryHits.sum(),
        misses.sum(),
        memory.bytes(),
        surplus.sum(),
        computed.sum(),
        memory.stats());
  }

  /** Lets loads in progress be lost and everyone compute what they wait for. */
  @Override
  public void close() {
    closed = true;
    claims.close();
    loads.values().forEach(ChunkLoad::cancel);
    loader.shutdown();
    synchronized (putLock) {
      memory.clear();
      index.clear();
    }
  }

  /** Finds KV of a chunk that a caller would compute otherwise. */
  private @Nullable LoadedChunk findUsable(ChunkKey chunk, Set<VariantKey> unusable) {
    for (KnownVariant known : index.variants(chunk)) {
      LoadedChunk loaded = unusable.contains(known.key()) ? null : find(known.key());
      if (loaded != null) {
        return loaded;
      }
    }
    computed.increment();
    return null;
  }

  private @Nullable LoadedChunk find(VariantKey key) {
    Resident resident = memory.get(key).orElse(null);
    if (resident instanceof Resident.Whole whole) {
      return new ReadyChunk(key, whole.profile(), whole.chunk());
    }
    ChunkLoad running = loads.get(key);
    if (running != null) {
      return running;
    }
    return resident instanceof Resident.Packed packed ? startLoad(key, packed) : null;
  }

  private ChunkLoad startLoad(VariantKey key, PackedLayers source) {
    ChunkLoad load = new ChunkLoad(key, source);
    ChunkLoad earlier = loads.putIfAbsent(key, load);
    if (earlier != null) {
      return earlier;
    }
    try {
      loader.execute(() -> run(load));
    } catch (RejectedExecutionException closing) {
      loads.remove(key, load);
      load.fail(closing);
    }
    return load;
  }

  private void run(ChunkLoad load) {
    load.run(loadTimes, nanos);
    loads.remove(load.key(), load);
  }

  private Resident resident(Variant variant) {
    ChunkKvCodec.Layout layout = ChunkKvCodec.layout(variant.kv());
    return Resident.of(variant.profile(), variant.kv(), settings.memoryFormat().codec(layout));
  }

  private void keep(VariantKey key, Resident resident) {
    synchronized (putLock) {
      if (closed) {
        return;
      }
      List<VariantKey> leaving = index.add(key, resident.profile(), Tier.MEMORY);
      leaving.forEach(memory::remove);
      surplus.add(leaving.size());
      memory.put(key, resident);
    }
  }

  private static ExecutorService newLoader() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        LOADER_THREADS,
        task -> {
          Thread thread = new Thread(task, "pith-store-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
