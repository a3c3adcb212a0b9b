package dev.pith.ragcache.order;

import java.util.List;

/** Chooses the order in which retrieved chunks are sent. Implementations are immutable. */
public interface ChunkOrdering {

  /**
   * Returns an order of all the chunks.
   *
   * @param served what the server was sent; not changed
   * @param retrieved the chunks, best first, each once
   * @throws IllegalArgumentException if a chunk stands there twice
   */
  <K> ChunkOrder<K> order(ServedTrie<K> served, List<SizedChunk<K>> retrieved);

  /**
   * Returns the ordering that is worth most: cached tokens less the price of the swaps. Among equal
   * ones it takes the one with the fewest swaps.
   */
  static ChunkOrdering optimal(OrderSettings settings) {
    return new OptimalOrdering(settings, OptimalOrdering.VISITS);
  }

  /**
   * Returns the ordering that goes down the trie by the longest next chunk (CacheWeaver, arXiv
   * 2606.19667): a comparison. It keeps the bound on the distance and ignores the price of swaps.
   */
  static ChunkOrdering greedy(OrderSettings settings) {
    return new GreedyOrdering(settings);
  }

  /** Returns the ordering that changes nothing: the control. */
  static ChunkOrdering retrieval(OrderSettings settings) {
    return new RetrievalOrdering(settings);
  }
}
