package dev.pith.ragcache.order;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The chunks of one request with their ranks, and the orders that can be made of them. */
final class Retrieval<K> {
  private final List<SizedChunk<K>> chunks;

  Retrieval(List<SizedChunk<K>> chunks) {
    this.chunks = List.copyOf(chunks);
    Set<SizedChunk<K>> seen = new HashSet<>(2 * chunks.size());
    for (SizedChunk<K> chunk : chunks) {
      if (!seen.add(chunk)) {
        throw new IllegalArgumentException("a chunk stands twice in the request: " + chunk.key());
      }
    }
  }

  int size() {
    return chunks.size();
  }

  SizedChunk<K> chunk(int rank) {
    return chunks.get(rank);
  }

  long tokens() {
    return chunks.stream().mapToLong(SizedChunk::tokens).sum();
  }

  /** Returns how many pairs may stand in another order. */
  long swapLimit(OrderSettings settings) {
    return (long) Math.floor(settings.maxDistance() * ChunkOrder.pairs(size()) + 1e-9);
  }

  /**
   * Returns the order that begins with the chunks of these ranks; the rest follows as retrieved.
   *
   * @param first distinct ranks
   */
  ChunkOrder<K> order(
      List<Integer> first, ServedTrie<K> served, OrderSettings settings, boolean proven) {
    List<Integer> order = new ArrayList<>(first);
    boolean[] taken = new boolean[size()];
    first.forEach(rank -> taken[rank] = true);
    for (int rank = 0; rank < size(); rank++) {
      if (!taken[rank]) {
        order.add(rank);
      }
    }
    List<SizedChunk<K>> ordered = order.stream().map(chunks::get).toList();
    int shared = served.sharedChunks(ordered);
    long sharedTokens = ordered.stream().limit(shared).mapToLong(SizedChunk::tokens).sum();
    long swaps = swaps(order);
    long cached = settings.reused(served.headTokens() + sharedTokens);
    return new ChunkOrder<>(
        ordered, order, shared, cached, swaps, settings.worth(cached, swaps), proven);
  }

  private static long swaps(List<Integer> order) {
    long swaps = 0;
    for (int place = 0; place < order.size(); place++) {
      for (int later = place + 1; later < order.size(); later++) {
        swaps += order.get(later) < order.get(place) ? 1 : 0;
      }
    }
    return swaps;
  }
}
