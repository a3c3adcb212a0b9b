package dev.pith.eval.rag.trace;

import dev.pith.eval.rag.trace.CacheReplay.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * What a policy with a cache of some size gives on a log, in one order of arrival or in the mean
 * over several.
 *
 * @param policy full, prefix, or the rule of a cache of chunks
 * @param capacity how many chunks the cache holds; empty when it holds all
 * @param outcomes one for each order, at least one
 */
record CacheRow(String policy, OptionalInt capacity, List<Outcome> outcomes) {

  static final String FULL = "full";
  static final String PREFIX = "prefix";

  /** Copies the list. */
  CacheRow {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * Sends logs through all policies.
   *
   * @param logs one log in one or more orders
   * @param capacities how many chunks caches hold; one of all of them is added
   */
  static List<CacheRow> of(List<RetrievalLog> logs, CacheReplay replay, List<Integer> capacities) {
    List<OptionalInt> sizes = new ArrayList<>();
    capacities.forEach(capacity -> sizes.add(OptionalInt.of(capacity)));
    sizes.add(OptionalInt.empty());
    List<CacheRow> rows = new ArrayList<>();
    for (OptionalInt size : sizes) {
      int capacity = size.orElse(ChunkCache.UNBOUNDED);
      rows.add(new CacheRow(FULL, size, logs.stream().map(log -> new Outcome(0, 1)).toList()));
      rows.add(
          new CacheRow(
              PREFIX, size, logs.stream().map(log -> replay.prefixes(log, capacity)).toList()));
      for (EvictionRule rule : EvictionRule.values()) {
        rows.add(
            new CacheRow(
                rule.key(),
                size,
                logs.stream().map(log -> replay.chunks(log, rule, capacity)).toList()));
      }
    }
    return rows;
  }

  double mean(ToDoubleFunction<Outcome> figure) {
    return outcomes.stream().mapToDouble(figure).average().orElseThrow();
  }

  /** Returns how far the orders are apart. */
  double spread(ToDoubleFunction<Outcome> figure) {
    return outcomes.stream().mapToDouble(figure).max().orElseThrow()
        - outcomes.stream().mapToDouble(figure).min().orElseThrow();
  }
}
