package dev.pith.ragcache.order;

import java.util.List;

/**
 * An order of retrieved chunks.
 *
 * @param chunks the chunks in this order
 * @param ranks for each of them its place in the retrieval order, from 0
 * @param sharedChunks how many of them, from the first on, the server was sent in this order
 * @param cachedTokens what the server should reuse, head included, in whole blocks
 * @param swaps pairs that stand in another order than in the retrieval order (discordant pairs: D
 *     of eq 7 of Cache-Craft, arXiv 2502.15734)
 * @param worth cached tokens less the price of the swaps
 * @param proven whether no order is worth more; a search that was ended early cannot tell
 */
public record ChunkOrder<K>(
    List<SizedChunk<K>> chunks,
    List<Integer> ranks,
    int sharedChunks,
    long cachedTokens,
    long swaps,
    double worth,
    boolean proven) {

  /** Copies the lists. */
  public ChunkOrder {
    chunks = List.copyOf(chunks);
    ranks = List.copyOf(ranks);
  }

  /** Tells whether the chunks stand as they were retrieved. */
  public boolean isRetrievalOrder() {
    return swaps == 0;
  }

  /**
   * Returns the share of all pairs that are swapped, in [0, 1]; 0 when there is no pair (gamma of
   * eq 7, Kendall's distance).
   */
  public double distance() {
    return chunks.size() < 2 ? 0 : swaps / (double) pairs(chunks.size());
  }

  static long pairs(int chunks) {
    return (long) chunks * (chunks - 1) / 2;
  }
}
