package dev.pith.eval.rag.trace;

import dev.pith.ragcache.order.ChunkOrder;
import dev.pith.ragcache.order.ChunkOrdering;
import dev.pith.ragcache.order.OrderSettings;
import dev.pith.ragcache.order.ServedTrie;
import dev.pith.ragcache.order.SizedChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends a log to a server with a prefix cache that forgets nothing, the chunks of each request in
 * the order that an ordering chooses.
 *
 * @param swapTokens what two chunks in the wrong order cost, in cached tokens, at least 0
 */
record OrderReplay(double swapTokens) {

  private static final Duration FOREVER = Duration.ofDays(10_000);
  private static final int MAX_SEQUENCES = 1_000_000;
  private static final double NANOS_PER_MICRO = 1_000;
  private static final double SLOWEST_BUT = 0.99;

  /** Which ordering. */
  enum Kind {
    RETRIEVAL,
    GREEDY,
    OPTIMAL;

    /** Returns the name. */
    String key() {
      return switch (this) {
        case RETRIEVAL -> "retrieval";
        case GREEDY -> "greedy";
        case OPTIMAL -> "optimal";
      };
    }

    ChunkOrdering ordering(OrderSettings settings) {
      return switch (this) {
        case RETRIEVAL -> ChunkOrdering.retrieval(settings);
        case GREEDY -> ChunkOrdering.greedy(settings);
        case OPTIMAL -> ChunkOrdering.optimal(settings);
      };
    }
  }

  /**
   * What an ordering gives.
   *
   * @param reused share of the chunks' tokens that is reused when all requests are ordered so
   * @param ofOptimum its worth (reused tokens less the price of swaps) in parts of the optimum's,
   *     request by request behind the same earlier requests: those that the optimal one has ordered
   * @param distance mean share of the pairs that are swapped
   * @param proven share of the orders that are known to be the best ones
   * @param micros median time of choosing an order
   * @param slowMicros the time that 99 % of the orders do not exceed
   */
  record Outcome(
      double reused,
      double ofOptimum,
      double distance,
      double proven,
      double micros,
      double slowMicros) {}

  /** Returns what an ordering gives on a log. */
  Outcome run(RetrievalLog log, Kind kind) {
    OrderSettings settings = OrderSettings.ofSwapTokens(swapTokens);
    ChunkOrdering ordering = kind.ordering(settings);
    ChunkOrdering optimal = Kind.OPTIMAL.ordering(settings);
    ServedTrie<Integer> own = trie();
    ServedTrie<Integer> optimum = trie();
    long reused = 0;
    double worth = 0;
    double best = 0;
    double distance = 0;
    int proven = 0;
    List<Double> micros = new ArrayList<>();
    for (List<LoggedChunk> request : log.requests()) {
      List<SizedChunk<Integer>> chunks =
          request.stream().map(chunk -> new SizedChunk<>(chunk.number(), chunk.tokens())).toList();
      long start = System.nanoTime();
      ChunkOrder<Integer> order = ordering.order(own, chunks);
      micros.add((System.nanoTime() - start) / NANOS_PER_MICRO);
      own.serve(order.chunks());
      reused += order.cachedTokens();
      distance += order.distance();
      proven += order.proven() ? 1 : 0;
      ChunkOrder<Integer> bestOrder = optimal.order(optimum, chunks);
      worth += ordering.order(optimum, chunks).worth();
      best += bestOrder.worth();
      optimum.serve(bestOrder.chunks());
    }
    int requests = log.requests().size();
    double[] sorted = micros.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Outcome(
        (double) reused / log.tokens(),
        best == 0 ? 1 : worth / best,
        distance / requests,
        (double) proven / requests,
        sorted[requests / 2],
        sorted[(int) Math.ceil(SLOWEST_BUT * requests) - 1]);
  }

  private static ServedTrie<Integer> trie() {
    return new ServedTrie<>(0, FOREVER, MAX_SEQUENCES, () -> 0);
  }
}
