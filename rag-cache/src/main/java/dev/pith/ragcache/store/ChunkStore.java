package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;
import dev.pith.ragcache.plan.UseScore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the KV of chunks: several variants of each, computed behind different chunks, in memory and
 * perhaps in files behind it.
 *
 * <p>Thread-safe. Calls may read files, so they have no place on an event loop. Nothing that a disk
 * does is an error: what cannot be read is a miss. After {@link #close} it is an empty store:
 * everything is a miss, and nothing is kept.
 */
public final class ChunkStore implements AutoCloseable {

  /*
   * What is put goes to both tiers at once, to files in the background: so a file is there when
   * memory lets go of a variant, and after a restart. Memory and index change together under one
   * lock, which is held for moments; KV is packed, read and written outside of it.
   */

  /** How many loads may run when one is asked for ahead of time. */
  private static final int MOST_LOADS_AHEAD = 8;

  private final StoreSettings settings;
  private final VariantIndex index;
  private final MemoryTier memory;
  private final @Nullable DiskTier disk;
  private final ChunkClaims claims;
  private final ExecutorService writer;
  private final ChunkLoads loads;
  private final Object lock = new Object();
  private volatile boolean closed;

  private final LongAdder memoryHits = new LongAdder();
  private final LongAdder diskHits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder surplus = new LongAdder();
  private final LongAdder promotions = new LongAdder();
  private final LongAdder computed = new LongAdder();

  ChunkStore(
      StoreSettings settings,
      @Nullable DiskSettings diskSettings,
      StoreThreads threads,
      FileCalls calls) {
    this.settings = settings;
    this.writer = threads.writer();
    this.loads = new ChunkLoads(threads, this::promote);
    this.index = new VariantIndex(settings.maxVariants());
    this.memory = new MemoryTier(settings.memoryBytes(), key -> index.remove(key, Tier.MEMORY));
    this.claims = new ChunkClaims(threads.callbacks());
    this.disk =
        diskSettings == null
            ? null
            : new DiskTier(diskSettings, index, new FileListener(), threads, calls);
    if (disk != null) {
      disk.start();
    }
  }

  /** Opens a store in memory. */
  public static ChunkStore open(StoreSettings settings) {
    return new ChunkStore(settings, null, StoreThreads.create(), new FileCalls());
  }

  /**
   * Opens a store with files behind its memory. It knows what the directory has; a directory that
   * cannot be used is logged, and tried again later.
   */
  public static ChunkStore open(StoreSettings settings, DiskSettings disk) {
    return new ChunkStore(settings, disk, StoreThreads.create(), new FileCalls());
  }

  /**
   * Returns the variants of a chunk in any tier, the one with the best use score first; of equal
   * ones the newest. Their KV may be gone when it is asked for.
   */
  public List<KnownVariant> variants(ChunkKey chunk) {
    if (disk != null && !closed) {
      disk.reveal(chunk);
    }
    return index.variants(chunk);
  }

  /**
   * Returns the KV of a variant: ready when it is in memory, else as a load in progress, which also
   * puts it into memory. Nothing when no tier has it: a miss.
   */
  public Optional<LoadedChunk> load(VariantKey key) {
    LoadedChunk loaded = find(key);
    if (loaded == null) {
      misses.increment();
    } else {
      (loaded.tier() == Tier.MEMORY ? memoryHits : diskHits).increment();
    }
    return Optional.ofNullable(loaded);
  }

  /**
   * Begins to load variants that will be asked for soon, while their request waits. Returns at
   * once; nothing happens for those that are in memory, or when many are being loaded already.
   */
  public void loadAhead(Collection<VariantKey> keys) {
    for (VariantKey key : keys) {
      loads.execute(
          () -> {
            if (!memory.contains(key) && loads.size() < MOST_LOADS_AHEAD) {
              find(key);
            }
          });
    }
  }

  /**
   * Keeps a variant, in place of one with the same key unless that one's profile is complete and
   * the new one's is partial. When the chunk has too many variants the one with the lowest use
   * score leaves, never the new one; and when a tier is full, others leave it: memory keeps what is
   * often asked for, which the new one may not be. Whoever waits for the chunk gets this variant in
   * any case.
   *
   * @throws IllegalArgumentException when the KV comes from another kind of engine
   */
  public void put(Variant variant) {
    Resident resident = resident(variant.profile(), variant.kv());
    KnownVariant before = index.find(variant.key());
    boolean worse = variant.profile().partial() && before != null && !before.profile().partial();
    if (!worse) {
      keep(variant, resident);
    }
    claims.resolve(new ReadyChunk(variant.key(), variant.profile(), variant.kv()));
  }

  /**
   * Notes that a variant was used: adds 1 / max(overhead, 0.01) to its use score. All scores are
   * halved now and then, so that old uses fade; then they are also written, where there are files,
   * for the next run.
   *
   * @param overhead the share of its tokens that was computed again, in [0, 1]
   */
  public void used(VariantKey key, double overhead) {
    if (!(overhead >= 0 && overhead <= 1)) {
      throw new IllegalArgumentException("overhead must be in [0, 1]: " + overhead);
    }
    if (index.used(key, overhead) && disk != null) {
      disk.saveScores();
    }
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
    return loads.layerNanos(tier, tokens);
  }

  /** Returns the counts so far. */
  public StoreStats stats() {
    return new StoreStats(
        memoryHits.sum(),
        diskHits.sum(),
        misses.sum(),
        memory.bytes(),
        surplus.sum(),
        promotions.sum(),
        computed.sum(),
        memory.stats(),
        Optional.ofNullable(disk).map(DiskTier::stats));
  }

  /**
   * Writes what waits to be written. Loads in progress are lost, and everyone computes what they
   * wait for. A second call does nothing.
   */
  @Override
  public void close() {
    closed = true;
    claims.close();
    loads.close();
    if (disk != null) {
      disk.beginClose();
    }
    writer.shutdown();
    if (disk != null) {
      disk.awaitWrites();
    }
    synchronized (lock) {
      memory.clear();
      index.clear();
    }
  }

  /** Finds KV of a chunk that a caller would compute otherwise. */
  private @Nullable LoadedChunk findUsable(ChunkKey chunk, Set<VariantKey> unusable) {
    for (KnownVariant known : variants(chunk)) {
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
    ChunkLoad running = loads.find(key);
    if (running != null) {
      return running;
    }
    return resident instanceof Resident.Packed packed ? loads.start(key, packed) : findOnDisk(key);
  }

  private @Nullable LoadedChunk findOnDisk(VariantKey key) {
    if (disk == null || closed) {
      return null;
    }
    Variant waiting = disk.waiting(key);
    if (waiting != null) {
      return new ReadyChunk(key, waiting.profile(), waiting.kv());
    }
    if (index.find(key) == null) {
      disk.reveal(key.chunk());
    }
    VariantFile file = index.find(key) == null ? null : disk.open(key);
    return file == null ? null : loads.start(key, file);
  }

  private Resident resident(ContextProfile profile, ChunkKv kv) {
    return Resident.of(profile, kv, settings.memoryFormat().codec(ChunkKvCodec.layout(kv)));
  }

  private void keep(Variant variant, Resident resident) {
    VariantKey key = variant.key();
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (disk != null && disk.offer(variant)) {
        add(key, variant.profile(), Tier.DISK, UseScore.UNUSED);
      }
      add(key, variant.profile(), Tier.MEMORY, UseScore.UNUSED);
      memory.put(key, resident);
    }
  }

  /** Keeps what was read from a file in memory, too, unless the variant was dropped meanwhile. */
  private void promote(ChunkLoad load) {
    if (load.tier() == Tier.MEMORY) {
      return;
    }
    VariantKey key = load.key();
    Resident resident = resident(load.profile(), load.chunk());
    synchronized (lock) {
      if (!closed && index.find(key) != null) {
        add(key, load.profile(), Tier.MEMORY, UseScore.UNUSED);
        memory.put(key, resident);
        promotions.increment();
      }
    }
  }

  /** Notes that a tier has a variant, and lets others leave for it; the lock is held. */
  private void add(VariantKey key, ContextProfile profile, Tier tier, UseScore earlier) {
    for (VariantKey leaving : index.add(key, profile, tier, earlier)) {
      surplus.increment();
      memory.remove(leaving);
      if (disk != null) {
        disk.remove(leaving);
      }
    }
  }

  /** Keeps the index true to the files. */
  private final class FileListener implements DiskDirectory.Listener {

    @Override
    public void onPresent(VariantKey key, ContextProfile profile) {
      UseScore earlier = disk == null ? UseScore.UNUSED : disk.earlierScore(key);
      synchronized (lock) {
        add(key, profile, Tier.DISK, earlier);
      }
    }

    @Override
    public void onGone(VariantKey key) {
      synchronized (lock) {
        index.remove(key, Tier.DISK);
      }
    }
  }
}
