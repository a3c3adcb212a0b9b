package dev.pith.eval.rag.trace;

/** Which chunks a cache of a number of chunks holds, under a rule of eviction. Not thread-safe. */
interface ChunkCache {

  /** Has room for all chunks. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /**
   * Asks for a chunk, and keeps it if it is not there.
   *
   * @param tokens its size
   * @param overhead the share of it that is computed again when it is a hit, in [0, 1]
   * @return whether it was there
   */
  boolean request(int chunk, int tokens, double overhead);
}
