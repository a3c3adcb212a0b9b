package dev.pith.ragcache.reuse;

import dev.pith.ragcache.plan.PreloadDepth;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.LoadedChunk;
import dev.pith.ragcache.store.Tier;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Waits, before a pass has the engine, for as many layers of its chunks as must be loaded so that
 * the pass does not wait for the others (Cache-Craft, arXiv 2502.15734, layer-wise preloading): who
 * waits in the pass keeps others from the engine. Thread-safe.
 */
final class Preloading {

  /** The weight of the newest pass. */
  private static final double NEWEST = 0.1;

  private final ChunkStore store;
  private final int layers;
  private double nanosPerRowOfLayer;

  /** Creates one that has seen no pass: it waits for the first layer only. */
  Preloading(ChunkStore store, int layers) {
    this.store = store;
    this.layers = layers;
  }

  /**
   * Notes how long rows took through all layers. Others in the engine only add to it: a shorter
   * time counts at once, a longer one little by little.
   */
  synchronized void computed(int rows, long nanos) {
    if (rows > 0 && nanos > 0) {
      double newest = (double) nanos / rows / layers;
      double average = nanosPerRowOfLayer + NEWEST * (newest - nanosPerRowOfLayer);
      nanosPerRowOfLayer = nanosPerRowOfLayer == 0 ? newest : Math.min(newest, average);
    }
  }

  /**
   * Waits for the layers of stored chunks.
   *
   * @param rows how many will be computed
   * @throws dev.pith.ragcache.store.LostVariantException when one of them is unreadable
   */
  void await(List<SegmentPlan> plans, int rows) {
    int depth = depth(loadNanos(plans), rows);
    for (SegmentPlan plan : plans) {
      LoadedChunk chunk = plan.chunk();
      if (chunk != null) {
        chunk.awaitLayer(depth - 1);
      }
    }
  }

  /**
   * Returns how many layers are to be loaded before, in [1, layers].
   *
   * @param loadNanos how long one layer of all chunks is loaded
   */
  synchronized int depth(double loadNanos, int rows) {
    return nanosPerRowOfLayer == 0 || rows == 0
        ? 1
        : PreloadDepth.of(layers, nanosPerRowOfLayer * rows, loadNanos);
  }

  /** Returns how long one layer of those chunks is loaded that are not ready, one by one. */
  private double loadNanos(List<SegmentPlan> plans) {
    double nanos = 0;
    for (SegmentPlan plan : plans) {
      LoadedChunk chunk = plan.chunk();
      if (chunk != null && chunk.tier() == Tier.DISK) {
        OptionalDouble layer = store.layerNanos(Tier.DISK, plan.span().length());
        nanos += layer.orElse(0);
      }
    }
    return nanos;
  }
}
