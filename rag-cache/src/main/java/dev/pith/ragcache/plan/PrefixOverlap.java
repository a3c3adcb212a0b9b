package dev.pith.ragcache.plan;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of the context that a chunk was computed in is there again: eqs 6 to 8 of Cache-Craft.
 * The figures are those of {@link FixEstimate}.
 */
record PrefixOverlap(double beta, double gamma, double betaPrime) {

  private static final int LOST = -1;

  /**
   * Compares a chunk's stored prefix with a new one. A segment that stands in a prefix more than
   * once is matched in order: its first place with its first, and so on.
   */
  static PrefixOverlap of(
      ContextProfile stored, List<ChunkKey> prefix, int[] lengths, FixSettings settings) {
    int[] places = places(stored.prefix(), prefix);
    int first = settings.firstSegment();
    double kept = 0;
    double all = 0;
    for (int segment = first; segment < places.length; segment++) {
      double mass = mass(stored, segment);
      all += mass;
      kept += places[segment] == LOST ? 0 : mass;
    }
    double gamma = disorder(places, first);
    if (all == 0) {
      return new PrefixOverlap(1, gamma, 1);
    }
    if (settings.novelty()) {
      all += novelTokens(places, lengths, first) * (all / tokens(stored, first));
    }
    double beta = kept / all;
    return new PrefixOverlap(beta, gamma, beta * (1 - gamma));
  }

  /** Returns the new place of each stored segment, or {@link #LOST}. */
  private static int[] places(List<ChunkKey> stored, List<ChunkKey> prefix) {
    Map<ChunkKey, Deque<Integer>> open = new HashMap<>();
    for (int place = 0; place < prefix.size(); place++) {
      open.computeIfAbsent(prefix.get(place), key -> new ArrayDeque<>()).add(place);
    }
    int[] places = new int[stored.size()];
    for (int segment = 0; segment < places.length; segment++) {
      Deque<Integer> found = open.get(stored.get(segment));
      places[segment] = found == null || found.isEmpty() ? LOST : found.remove();
    }
    return places;
  }

  private static double mass(ContextProfile stored, int segment) {
    double sum = 0;
    for (int layer = 0; layer < stored.layers(); layer++) {
      sum += stored.inter(layer, segment);
    }
    return sum;
  }

  private static long tokens(ContextProfile stored, int first) {
    long sum = 0;
    for (int segment = first; segment < stored.prefix().size(); segment++) {
      sum += stored.prefixLength(segment);
    }
    return sum;
  }

  private static long novelTokens(int[] places, int[] lengths, int first) {
    boolean[] known = new boolean[lengths.length];
    for (int place : places) {
      if (place != LOST) {
        known[place] = true;
      }
    }
    long sum = 0;
    for (int segment = first; segment < lengths.length; segment++) {
      sum += known[segment] ? 0 : lengths[segment];
    }
    return sum;
  }

  /** Returns the share of pairs of common segments that have changed their order: eq 7. */
  private static double disorder(int[] places, int first) {
    int[] common =
        Arrays.stream(places, Math.min(first, places.length), places.length)
            .filter(place -> place != LOST)
            .toArray();
    int discordant = 0;
    for (int later = 1; later < common.length; later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        discordant += common[earlier] > common[later] ? 1 : 0;
      }
    }
    double pairs = common.length * (common.length - 1) / 2.0;
    return discordant == 0 ? 0 : discordant / pairs;
  }
}
