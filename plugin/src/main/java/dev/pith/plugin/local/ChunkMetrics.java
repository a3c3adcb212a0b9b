package dev.pith.plugin.local;

import dev.pith.ragcache.reuse.ChunkReader;
import dev.pith.ragcache.reuse.ReuseStats;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.StoreStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows in a registry what was read with chunks, and what their store does. */
final class ChunkMetrics {

  private static final String FLOPS = "pith.chunks.flops";
  private static final String LOADS = "pith.chunks.loads";

  private final MeterRegistry registry;

  private ChunkMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  static void register(MeterRegistry registry, ChunkReader reader, ChunkStore store) {
    ChunkMetrics metrics = new ChunkMetrics(registry);
    metrics.count("pith.chunks.prompts", "result", "read", reader, ReuseStats::prompts);
    metrics.count("pith.chunks.prompts", "result", "failed", reader, ReuseStats::failures);
    metrics.count("pith.chunks", "result", "reused", reader, ReuseStats::hits);
    metrics.count("pith.chunks", "result", "read", reader, s -> s.chunks() - s.hits());
    metrics.count(FLOPS, "part", "computed", reader, ReuseStats::flops);
    metrics.count(FLOPS, "part", "saved", reader, s -> s.fullFlops() - s.flops());
    metrics.count(LOADS, "result", "memory", store, StoreStats::memoryHits);
    metrics.count(LOADS, "result", "disk", store, StoreStats::diskHits);
    metrics.count(LOADS, "result", "missed", store, StoreStats::misses);
    Gauge.builder("pith.chunks.memory", store, kept -> kept.stats().memoryBytes())
        .baseUnit("bytes")
        .register(registry);
  }

  private void count(
      String name, String tag, String value, ChunkReader reader, ToDoubleFunction<ReuseStats> of) {
    FunctionCounter.builder(name, reader, each -> of.applyAsDouble(each.stats()))
        .tag(tag, value)
        .register(registry);
  }

  private void count(
      String name, String tag, String value, ChunkStore store, ToDoubleFunction<StoreStats> of) {
    FunctionCounter.builder(name, store, each -> of.applyAsDouble(each.stats()))
        .tag(tag, value)
        .register(registry);
  }
}
