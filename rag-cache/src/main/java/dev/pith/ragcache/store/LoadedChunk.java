package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.plan.ContextProfile;

/**
 * The KV of a variant whose layers become ready one after the other, the first one first. Thread-
 * safe.
 */
public interface LoadedChunk {

  /** Returns the variant's name. */
  VariantKey key();

  /** Returns the context in which this KV was computed. */
  ContextProfile profile();

  /** Returns the tier that it comes from; memory when every layer was ready from the start. */
  Tier tier();

  /** Returns the KV: only layers that were {@linkplain #awaitLayer awaited} may be read. */
  ChunkKv chunk();

  /**
   * Waits until a layer, and all before it, are ready. Interruption does not end the waiting, which
   * is as long as the reading of a file takes.
   *
   * @throws LostVariantException when the layer is unreadable; the chunk is a miss then
   */
  void awaitLayer(int layer);

  /**
   * Waits until all layers are ready and returns the KV.
   *
   * @throws LostVariantException when one of them is unreadable; the chunk is a miss then
   */
  ChunkKv awaitAll();
}
