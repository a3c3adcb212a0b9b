package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.plan.ContextProfile;

/** KV that is in memory as the engine reads it. */
record ReadyChunk(VariantKey key, ContextProfile profile, ChunkKv chunk) implements LoadedChunk {

  @Override
  public Tier tier() {
    return Tier.MEMORY;
  }

  @Override
  public void awaitLayer(int layer) {
    // All are ready.
  }

  @Override
  public ChunkKv awaitAll() {
    return chunk;
  }
}
