package dev.pith.ragcache.engine;

/**
 * The KV of consecutive tokens, taken out of a sequence: keys before rotation, so that it can stand
 * at any position, and values, for every layer. Immutable and thread-safe.
 */
public interface ChunkKv {

  /** Returns how many tokens it holds. */
  int length();

  /** Returns the bytes of its keys and values. */
  long bytes();
}
