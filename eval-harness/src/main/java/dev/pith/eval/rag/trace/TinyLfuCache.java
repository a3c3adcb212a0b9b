package dev.pith.eval.rag.trace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Evicts what Caffeine evicts. It draws lots now and then, so that two runs may differ. */
final class TinyLfuCache implements ChunkCache {

  private final Cache<Integer, Integer> chunks;

  TinyLfuCache(int capacity) {
    chunks = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
  }

  @Override
  public boolean request(int chunk, int tokens, double overhead) {
    boolean hit = chunks.getIfPresent(chunk) != null;
    if (!hit) {
      chunks.put(chunk, tokens);
    }
    chunks.cleanUp();
    return hit;
  }
}
