package dev.pith.ragcache.order;

import java.util.OptionalDouble;

/**
 * What a server told about its prefix cache in one answer.
 *
 * @param prompt all tokens of the prompt, those from the cache included
 * @param cacheRead tokens of the prompt that came from the cache
 * @param cacheWritten tokens of the prompt that were put into the cache, where that has a price
 */
public record CacheUsage(TokenReading prompt, TokenReading cacheRead, TokenReading cacheWritten) {

  /** An answer that tells nothing. */
  public static final CacheUsage NOT_REPORTED =
      new CacheUsage(
          TokenReading.NOT_REPORTED, TokenReading.NOT_REPORTED, TokenReading.NOT_REPORTED);

  /** Returns the share of the prompt that came from the cache, in [0, 1], where both are told. */
  public OptionalDouble hitShare() {
    if (prompt.known().isEmpty() || cacheRead.known().isEmpty() || prompt.tokens() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.min(1, cacheRead.tokens() / (double) prompt.tokens()));
  }
}
