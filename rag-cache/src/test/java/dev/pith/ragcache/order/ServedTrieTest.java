package dev.pith.ragcache.order;

import static dev.pith.ragcache.order.Letters.chunks;
import static dev.pith.ragcache.order.Letters.letters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServedTrieTest {
  private static final Duration TTL = Duration.ofMinutes(5);

  private final ManualNanos clock = new ManualNanos();
  private final ServedTrie<String> trie = new ServedTrie<>(0, TTL, 3, clock);

  @Test
  void sharedChunks_servedSequence_countsItsBeginning() {
    trie.serve(chunks("A B C"));

    assertThat(trie.sharedChunks(chunks("A B D"))).isEqualTo(2);
    assertThat(trie.sharedChunks(chunks("A B C D"))).isEqualTo(3);
    assertThat(trie.sharedChunks(chunks("B A"))).isZero();
  }

  @Test
  void serve_afterTheTtl_isForgotten() {
    trie.serve(chunks("A B"));

    clock.advance(TTL.minusNanos(1));
    assertThat(trie.sharedChunks(chunks("A B"))).isEqualTo(2);

    clock.advance(Duration.ofNanos(1));
    assertThat(trie.sharedChunks(chunks("A B"))).isZero();
    assertThat(
            ChunkOrdering.optimal(OrderSettings.ofSwapTokens(0)).order(trie, chunks("B A")).ranks())
        .containsExactly(0, 1);

    trie.serve(chunks("C"));
    assertThat(trie.size()).isEqualTo(1);
  }

  @Test
  void serve_partOfAnOlderSequence_keepsThatPartAlive() {
    trie.serve(chunks("A B C"));
    clock.advance(TTL.minusSeconds(1));
    trie.serve(chunks("A B D"));
    clock.advance(Duration.ofSeconds(2));

    assertThat(trie.sharedChunks(chunks("A B C"))).isEqualTo(2);
    assertThat(trie.sharedChunks(chunks("A B D"))).isEqualTo(3);
  }

  @Test
  void serve_moreThanTheBound_forgetsTheOldestUse() {
    trie.serve(chunks("A B"));
    trie.serve(chunks("C"));
    trie.serve(chunks("D"));
    trie.serve(chunks("A B"));
    trie.serve(chunks("E"));

    assertThat(trie.size()).isEqualTo(3);
    assertThat(trie.sharedChunks(chunks("C"))).as("used longest ago").isZero();
    assertThat(trie.sharedChunks(chunks("A B"))).as("used again").isEqualTo(2);
  }

  @Test
  void serve_sequenceForgotten_leavesWhatOthersShare() {
    trie.serve(chunks("A B C"));
    trie.serve(chunks("A B D"));
    trie.serve(chunks("C"));
    trie.serve(chunks("D"));

    assertThat(trie.sharedChunks(chunks("A B C"))).isEqualTo(2);
    assertThat(trie.sharedChunks(chunks("A B D"))).isEqualTo(3);
  }

  @Test
  void serve_throughAShorterSequence_usesThatToo() {
    trie.serve(chunks("A"));
    trie.serve(chunks("C"));
    trie.serve(chunks("A B"));
    trie.serve(chunks("D"));

    assertThat(trie.sharedChunks(chunks("C"))).isZero();
    assertThat(trie.sharedChunks(chunks("A"))).isEqualTo(1);
  }

  @Test
  void serve_longSequenceForgotten_boundOfTheSearchFollows() {
    trie.serve(chunks("A E D"));
    trie.serve(chunks("A E C"));
    trie.serve(chunks("C"));
    trie.serve(chunks("B"));
    TrieNode node = trie.read(root -> childOf(trie, root, "A"));

    assertThat(node.tokensBelow()).as("A E D is forgotten, A E C is left").isEqualTo(170);
    assertThat(node.chunksBelow())
        .isEqualTo(
            TrieNode.bit(trie.numbers().find(chunks("E").get(0)))
                | TrieNode.bit(trie.numbers().find(chunks("C").get(0))));
    assertThat(trie.numbers().find(chunks("D").get(0))).isEqualTo(ChunkNumbers.UNKNOWN);
  }

  @Test
  void serve_nothing_isNoSequence() {
    trie.serve(List.of());

    assertThat(trie.size()).isZero();
  }

  @Test
  void serve_manySequences_holdsNoMoreNodesThanTheyNeed() {
    Random random = new Random(1);
    List<SizedChunk<String>> all = new ArrayList<>(chunks("A B C D E F G H"));
    for (int i = 0; i < 5_000; i++) {
      Collections.shuffle(all, random);
      trie.serve(all.subList(0, 1 + random.nextInt(8)));
      clock.advance(Duration.ofSeconds(random.nextInt(100)));
    }

    assertThat(trie.size()).isLessThanOrEqualTo(3);
    assertThat(trie.read(ServedTrieTest::nodes)).isLessThanOrEqualTo(3L * 8);
    assertThat(trie.numbers().size()).isLessThanOrEqualTo(8);
  }

  @Test
  void serveAndOrder_fromManyThreads_loseNothing() throws Exception {
    ServedTrie<String> shared = new ServedTrie<>(0, TTL, 10_000, System::nanoTime);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int seed = thread;
        done.add(threads.submit(() -> serveAndOrder(shared, new Random(seed))));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } catch (ExecutionException failure) {
      throw new AssertionError(failure.getCause());
    } finally {
      threads.shutdownNow();
    }
    assertThat(shared.size()).isEqualTo(8 * 7 * 6);
  }

  @Test
  void create_valuesOutOfRange_areRefused() {
    assertThatThrownBy(() -> new ServedTrie<String>(-1, TTL, 1, clock))
        .hasMessage("headTokens must not be negative: -1");
    assertThatThrownBy(() -> new ServedTrie<String>(0, Duration.ZERO, 1, clock))
        .hasMessage("ttl must be positive: PT0S");
    assertThatThrownBy(() -> new ServedTrie<String>(0, TTL, 0, clock))
        .hasMessage("maxSequences must be positive: 0");
    assertThatThrownBy(() -> new SizedChunk<>("A", 0)).hasMessage("tokens must be positive: 0");
  }

  /** Serves all sequences of three letters out of eight, in an order of its own. */
  private static void serveAndOrder(ServedTrie<String> shared, Random random) {
    List<String> sequences = new ArrayList<>();
    List<String> letters = List.of("A", "B", "C", "D", "E", "F", "G", "H");
    for (String first : letters) {
      for (String second : letters) {
        for (String third : letters) {
          if (!first.equals(second) && !second.equals(third) && !first.equals(third)) {
            sequences.add(first + " " + second + " " + third);
          }
        }
      }
    }
    Collections.shuffle(sequences, random);
    ChunkOrdering optimal = ChunkOrdering.optimal(OrderSettings.ofSwapTokens(0));
    for (String sequence : sequences) {
      shared.serve(chunks(sequence));
      assertThat(letters(optimal.order(shared, chunks(sequence)).chunks())).isEqualTo(sequence);
    }
  }

  private static TrieNode childOf(ServedTrie<String> trie, TrieNode root, String letter) {
    return root.child(root.find(trie.numbers().find(chunks(letter).get(0))));
  }

  private static long nodes(TrieNode node) {
    return IntStream.range(0, node.size()).mapToLong(i -> 1 + nodes(node.child(i))).sum();
  }
}
