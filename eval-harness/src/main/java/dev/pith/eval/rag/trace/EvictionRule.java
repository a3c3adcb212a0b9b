package dev.pith.eval.rag.trace;

/** Rules that say which chunk leaves a full cache. */
public enum EvictionRule {
  /** The lowest use score of Cache-Craft: uses, each the more the less had to be repaired. */
  USE_SCORE("f_r"),
  /** What was used longest ago. */
  LRU("LRU"),
  /** What Caffeine evicts: seldom used in the long run, and not lately; or the new chunk. */
  TINY_LFU("TinyLFU"),
  /** The lowest priority of RAGCache: seldom used, cheap to compute for its size, or long ago. */
  PGDSF("PGDSF"),
  /** What is needed latest, be it the new chunk: no rule has more hits, and none can know that. */
  CLAIRVOYANT("clairvoyant");

  private final String key;

  EvictionRule(String key) {
    this.key = key;
  }

  /** Returns the name. */
  public String key() {
    return key;
  }

  /**
   * Returns an empty cache.
   *
   * @param capacity how many chunks it holds, at least 1
   * @param future the chunks in the order in which they will be asked for
   */
  ChunkCache start(int capacity, int[] future) {
    return switch (this) {
      case USE_SCORE -> new UseScoreCache(capacity);
      case LRU -> new LruCache(capacity);
      case TINY_LFU -> new TinyLfuCache(capacity);
      case PGDSF -> new GreedyDualCache(capacity);
      case CLAIRVOYANT -> new ClairvoyantCache(capacity, future);
    };
  }
}
