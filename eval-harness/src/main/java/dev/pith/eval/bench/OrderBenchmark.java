package dev.pith.eval.bench;

import dev.pith.ragcache.order.ChunkOrder;
import dev.pith.ragcache.order.ChunkOrdering;
import dev.pith.ragcache.order.OrderSettings;
import dev.pith.ragcache.order.ServedTrie;
import dev.pith.ragcache.order.SizedChunk;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Measures what it costs to choose an order for 20 retrieved chunks when 100,000 sequences of 20
 * chunks were served. One operation is one request; requests differ.
 *
 * <p>Run with {@code ./pith bench order}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OrderBenchmark {
  private static final int CHUNKS = 20;
  private static final int REQUESTS = 512;
  private static final long SEED = 7;

  /** How the order is chosen. */
  @Param({"retrieval", "greedy", "optimal"})
  public String ordering = "optimal";

  /** What was served: see {@link OrderWorkload}. */
  @Param({"zipf", "hot", "permuted"})
  public String served = "zipf";

  /** How many sequences were served. */
  @Param("100000")
  public int sequences;

  /** The price of a swapped pair in tokens. */
  @Param({"0", "16"})
  public int swapTokens;

  private ServedTrie<Integer> trie = new ServedTrie<>(0, Duration.ofDays(1), 1, System::nanoTime);
  private List<List<SizedChunk<Integer>>> requests = List.of();
  private ChunkOrdering chosen = ChunkOrdering.retrieval(OrderSettings.ofSwapTokens(0));
  private int next;

  /** Serves the sequences. */
  @Setup
  public void prepare() {
    OrderWorkload workload = OrderWorkload.named(served, CHUNKS, new Random(SEED));
    trie = new ServedTrie<>(0, Duration.ofDays(1), sequences, System::nanoTime);
    for (int i = 0; i < sequences; i++) {
      trie.serve(workload.draw());
    }
    requests = workload.draw(REQUESTS);
    OrderSettings settings = OrderSettings.ofSwapTokens(swapTokens);
    chosen =
        switch (ordering) {
          case "retrieval" -> ChunkOrdering.retrieval(settings);
          case "greedy" -> ChunkOrdering.greedy(settings);
          case "optimal" -> ChunkOrdering.optimal(settings);
          default -> throw new IllegalArgumentException("no such ordering: " + ordering);
        };
  }

  /** Orders the chunks of one request. */
  @Benchmark
  public ChunkOrder<Integer> order() {
    next = (next + 1) % REQUESTS;
    return chosen.order(trie, requests.get(next));
  }

  /** Returns the share of the requests for which the search came to its end. */
  double provenShare() {
    return requests.stream().filter(each -> chosen.order(trie, each).proven()).count()
        / (double) requests.size();
  }
}
