package dev.pith.plugin.local;

import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.Generator;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.reuse.ChunkReader;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import dev.pith.ragcache.reuse.PartialPrefill;
import dev.pith.ragcache.reuse.Prefilled;
import dev.pith.ragcache.reuse.ReusePolicy;
import dev.pith.ragcache.reuse.ReuseReport;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.DiskSettings;
import dev.pith.ragcache.store.StoreSettings;
import dev.pith.ragcache.store.StoreStats;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The chunks that a model has read, and what reads prompts with them. Thread-safe. */
final class LocalChunks implements AutoCloseable {

  /** Prompts are read in pieces of so many tokens; the generator runs between two. */
  private static final int PIECE_ROWS = 256;

  private static final int MOST_QUEUED = 1024;

  private final String policy;
  private final ChunkStore store;
  private final PartialPrefill prefill;
  private final ChunkReader reader;

  private LocalChunks(String policy, ChunkStore store, PartialPrefill prefill, ChunkReader reader) {
    this.policy = policy;
    this.store = store;
    this.prefill = prefill;
    this.reader = reader;
  }

  /**
   * Opens a store and starts a reader.
   *
   * @param model names what KV depends on besides tokens
   */
  static LocalChunks open(
      ReusePolicy policy, ChunkReuse reuse, KvEngine engine, Generator generator, String model) {
    StoreSettings settings = StoreSettings.defaults().withMemoryBytes(reuse.storeBytes());
    Path directory = reuse.directory();
    ChunkStore store =
        directory == null
            ? ChunkStore.open(settings)
            : ChunkStore.open(settings, DiskSettings.of(directory, ChunkKey.scope(model)));
    PartialPrefill prefill = new PartialPrefill(engine, store, model, PIECE_ROWS);
    return new LocalChunks(
        policy.name(), store, prefill, new ChunkReader(prefill, policy, generator, MOST_QUEUED));
  }

  Generation submit(
      ChunkedPrompt prompt, GenerationRequest.Builder request, Generation.Listener listener) {
    return reader.submit(prompt, request, listener);
  }

  /** Reads a prompt only to keep its chunks, as they are behind those before them. */
  ReuseReport keep(ChunkedPrompt prompt) {
    Prefilled read = prefill.read(prompt, ReusePolicy.prefix(), "");
    read.kv().close();
    return read.report();
  }

  /** Shows what it does in a registry. */
  void register(MeterRegistry registry) {
    ChunkMetrics.register(registry, reader, store);
  }

  /** Returns what it has done, for the status page. */
  Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("policy", policy);
    status.put("reading", reader.stats());
    StoreStats stats = store.stats();
    Map<String, Object> kept = new LinkedHashMap<>();
    kept.put("memoryBytes", stats.memoryBytes());
    kept.put("memoryHits", stats.memoryHits());
    kept.put("diskHits", stats.diskHits());
    kept.put("misses", stats.misses());
    kept.put("evictions", stats.memory().evictionCount());
    kept.put("surplus", stats.surplus());
    kept.put("promotions", stats.promotions());
    kept.put("computed", stats.computed());
    stats.disk().ifPresent(disk -> kept.put("disk", disk));
    status.put("store", kept);
    return status;
  }

  /** Returns when no prompt is being read; the generator and the engine are still needed then. */
  @Override
  public void close() {
    reader.close();
    store.close();
  }
}
