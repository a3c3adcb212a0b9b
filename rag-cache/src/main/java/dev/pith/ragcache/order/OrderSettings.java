package dev.pith.ragcache.order;

/**
 * What an order of chunks is worth.
 *
 * @param swapTokens how many cached tokens two chunks in the wrong order cost, at least 0: the
 *     price of disorder, lambda
 * @param maxDistance the largest {@linkplain ChunkOrder#distance distance} from the retrieval
 *     order, in [0, 1]
 * @param blockTokens the size of the server's cache blocks, positive: only whole blocks are reused
 * @param minimumTokens the shortest prefix that the server caches, at least 0
 */
public record OrderSettings(
    double swapTokens, double maxDistance, int blockTokens, int minimumTokens) {

  /** Refuses what is out of range. */
  public OrderSettings {
    if (!(swapTokens >= 0 && Double.isFinite(swapTokens))) {
      throw new IllegalArgumentException("swapTokens must be at least 0: " + swapTokens);
    }
    if (!(maxDistance >= 0 && maxDistance <= 1)) {
      throw new IllegalArgumentException("maxDistance must be in [0, 1]: " + maxDistance);
    }
    if (blockTokens <= 0) {
      throw new IllegalArgumentException("blockTokens must be positive: " + blockTokens);
    }
    if (minimumTokens < 0) {
      throw new IllegalArgumentException("minimumTokens must not be negative: " + minimumTokens);
    }
  }

  /** Returns settings that count every token and allow any order at this price of a swap. */
  public static OrderSettings ofSwapTokens(double swapTokens) {
    return new OrderSettings(swapTokens, 1, 1, 0);
  }

  /** Returns these settings with a bound on the distance. */
  public OrderSettings withMaxDistance(double distance) {
    return new OrderSettings(swapTokens, distance, blockTokens, minimumTokens);
  }

  /** Returns these settings for a server with such blocks and such a shortest prefix. */
  public OrderSettings withCache(int block, int minimum) {
    return new OrderSettings(swapTokens, maxDistance, block, minimum);
  }

  /** Returns what a server reuses of a prefix that it has seen. */
  long reused(long prefixTokens) {
    long whole = prefixTokens - prefixTokens % blockTokens;
    return whole < minimumTokens ? 0 : whole;
  }

  double worth(long cachedTokens, long swaps) {
    return cachedTokens - swapTokens * swaps;
  }
}
