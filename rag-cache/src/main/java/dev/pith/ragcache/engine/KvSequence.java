package dev.pith.ragcache.engine;

/**
 * The KV of one sequence of tokens, in blocks that forks share until one of them writes.
 *
 * <p>Positions may have holes. Not thread-safe; close it to give its blocks back.
 */
public interface KvSequence extends AutoCloseable {

  /** Returns one more than the highest present position; 0 when empty. */
  int end();

  /** Returns how many positions are present. */
  int size();

  /** Tells whether a position is present. */
  boolean contains(int position);

  /** Returns a sequence with the same KV; both can go on without the other noticing. */
  KvSequence fork();

  /** Drops every position from here on. */
  void truncate(int position);

  /** Drops the positions {@code from} (included) to {@code to} (excluded). */
  void drop(int from, int to);

  /** Copies a chunk in so that its first token stands at a position; overwrites what is there. */
  void place(ChunkKv chunk, int position);

  /**
   * Copies one layer of a chunk in. From the first layer on its positions are present: who places
   * layer by layer places each one before a pass reads it, see {@link Batch#beforeLayers}.
   */
  void placeLayer(ChunkKv chunk, int layer, int position);

  /**
   * Returns how far the value of a present position is from that of a chunk's token in a layer: the
   * sum of squared differences over all heads.
   */
  double valueDistance(int layer, int position, ChunkKv chunk, int token);

  /**
   * Copies positions out, keys before rotation. Exact when the sequence is movable; otherwise keys
   * are rotated back, which rounds.
   *
   * @throws IllegalArgumentException when one of the positions is absent
   */
  ChunkKv export(int from, int to);

  /**
   * Ends being movable: gives the keys before rotation back, as far as no fork shares them. What is
   * exported later is rotated back.
   */
  void settle();

  /** Returns the bytes of the blocks that it alone holds. */
  long ownBytes();

  /** Returns the bytes of the blocks that it shares with forks. */
  long sharedBytes();

  /** Gives the blocks back. A second call does nothing. */
  @Override
  void close();
}
