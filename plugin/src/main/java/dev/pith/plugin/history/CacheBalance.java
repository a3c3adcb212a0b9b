package dev.pith.plugin.history;

import java.util.List;
import java.util.OptionalInt;

/**
 * Whether leaving parts of a history out is worth what the server's prefix cache loses by it.
 *
 * <p>From the first edit on, what the server has read or written before must be computed again:
 * once. What was left out need not be read again: in this request and in every later one that
 * carries the history. So with the price {@code c} of a cached token in parts of a computed one, an
 * edit gains {@code c} times its tokens in each of the requests, and the first one costs {@code 1 -
 * c} times the tokens behind it. Edits behind the first one cost nothing more.
 */
final class CacheBalance {

  private final double cachedPrice;
  private final int resends;

  /**
   * Creates a balance.
   *
   * @param cachedPrice in [0, 1]
   * @param resends further requests that carry the history, at least 1
   */
  CacheBalance(double cachedPrice, int resends) {
    this.cachedPrice = cachedPrice;
    this.resends = resends;
  }

  /**
   * An edit that could be made.
   *
   * @param removed tokens that are left out
   * @param readAgain tokens behind its begin that the server has in its cache as they were, and
   *     that are still sent
   */
  record Edit(long removed, long readAgain) {}

  /**
   * Returns the edit from which on all are made: that with the largest net gain.
   *
   * @param edits in the order of the request; none of them was made before
   * @return empty when none gains more than it costs
   */
  OptionalInt firstWorthwhile(List<Edit> edits) {
    double best = 0;
    int from = -1;
    double gain = 0;
    for (int i = edits.size() - 1; i >= 0; i--) {
      gain += cachedPrice * edits.get(i).removed() * (resends + 1);
      double net = gain - (1 - cachedPrice) * edits.get(i).readAgain();
      if (net > best) {
        best = net;
        from = i;
      }
    }
    return from < 0 ? OptionalInt.empty() : OptionalInt.of(from);
  }
}
