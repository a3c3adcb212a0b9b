package dev.pith.ragcache.order;

import static dev.pith.ragcache.order.Letters.chunks;
import static dev.pith.ragcache.order.Letters.letters;
import static dev.pith.ragcache.order.Letters.served;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkOrderingTest {
  private static final String[] SERVED = {"A B C", "B D", "C A E", "D B"};

  @ParameterizedTest(name = "{0} at {1} tokens a swap")
  @CsvSource({
    "A B D,   0, B D A, 812", "A B D, 100, B D A, 612", "A B D, 400, A B D, 500",
    "C B A,   0, A B C, 620", "C B A, 100, A B C, 320", "C B A, 400, C B A, 120",
    "E C A,   0, C A E, 370", "E C A, 100, C A E, 170", "E C A, 400, E C A,   0",
    "B D A,   0, B D A, 812", "B D A, 100, B D A, 812", "B D A, 400, B D A, 812",
    "D E C,   0, D E C, 512", "D E C, 100, D E C, 512", "D E C, 400, D E C, 512"
  })
  void optimal_priceOfSwaps_weighsCacheAgainstOrder(
      String retrieved, double swapTokens, String order, double worth) {
    ChunkOrder<String> best =
        ChunkOrdering.optimal(OrderSettings.ofSwapTokens(swapTokens))
            .order(served(SERVED), chunks(retrieved));

    assertThat(letters(best.chunks())).isEqualTo(order);
    assertThat(best.worth()).isEqualTo(worth);
    assertThat(best.proven()).isTrue();
  }

  @Test
  void optimal_reversedOrder_hasDistanceOne() {
    ChunkOrder<String> best =
        ChunkOrdering.optimal(OrderSettings.ofSwapTokens(0)).order(served(SERVED), chunks("C B A"));

    assertThat(best.ranks()).containsExactly(2, 1, 0);
    assertThat(best.swaps()).isEqualTo(3);
    assertThat(best.distance()).isEqualTo(1);
    assertThat(best.sharedChunks()).isEqualTo(3);
    assertThat(best.cachedTokens()).isEqualTo(620);
    assertThat(best.isRetrievalOrder()).isFalse();
  }

  @Test
  void optimal_boundOnTheDistance_isKept() {
    OrderSettings third = OrderSettings.ofSwapTokens(0).withMaxDistance(1 / 3.0);

    ChunkOrder<String> best =
        ChunkOrdering.optimal(third).order(served("C B A", "B A C"), chunks("A B C"));

    assertThat(letters(best.chunks())).isEqualTo("B A C");
    assertThat(best.distance()).isEqualTo(1 / 3.0, within(1e-12));
  }

  @Test
  void optimal_blocksAndMinimum_countWholeBlocksOnly() {
    OrderSettings blocks = OrderSettings.ofSwapTokens(1).withCache(256, 512);

    ChunkOrder<String> best =
        ChunkOrdering.optimal(blocks).order(served("B A", "D"), chunks("A B D"));

    assertThat(letters(best.chunks()))
        .as("500 tokens of B A are below the minimum")
        .isEqualTo("D A B");
    assertThat(best.cachedTokens()).isEqualTo(512);
    assertThat(best.worth()).isEqualTo(510);
  }

  @Test
  void optimal_headOfThePrompt_countsTowardsBlocks() {
    ServedTrie<String> trie = new ServedTrie<>(100, Duration.ofMinutes(5), 10, new ManualNanos());
    trie.serve(chunks("C A"));

    ChunkOrder<String> best =
        ChunkOrdering.optimal(OrderSettings.ofSwapTokens(0).withCache(16, 0))
            .order(trie, chunks("A C"));

    assertThat(best.cachedTokens()).as("100 + 320 in blocks of 16").isEqualTo(416);
  }

  @Test
  void optimal_equalWorth_takesTheFewestSwaps() {
    ServedTrie<String> trie = served("C A B", "A C B");

    ChunkOrder<String> best =
        ChunkOrdering.optimal(OrderSettings.ofSwapTokens(0)).order(trie, chunks("A B C"));

    assertThat(letters(best.chunks())).isEqualTo("A C B");
  }

  @Test
  void optimal_nothingServedOrNothingAsked_staysAsRetrieved() {
    ChunkOrdering optimal = ChunkOrdering.optimal(OrderSettings.ofSwapTokens(0));

    assertThat(letters(optimal.order(served(), chunks("E C A")).chunks())).isEqualTo("E C A");
    assertThat(optimal.order(served(SERVED), List.<SizedChunk<String>>of()).chunks()).isEmpty();
  }

  @Test
  void optimal_sameKeyOfAnotherSize_isAnotherChunk() {
    ServedTrie<String> trie = served("B A");

    ChunkOrder<String> best =
        ChunkOrdering.optimal(OrderSettings.ofSwapTokens(0))
            .order(trie, List.of(new SizedChunk<>("A", 7), new SizedChunk<>("B", 299)));

    assertThat(best.sharedChunks()).isZero();
  }

  @Test
  void optimal_visitsUsedUp_returnsWhatItHasUnproven() {
    ChunkOrdering hasty = new OptimalOrdering(OrderSettings.ofSwapTokens(0), 2);

    ChunkOrder<String> found = hasty.order(served(SERVED), chunks("A B D"));

    assertThat(found.proven()).isFalse();
    assertThat(found.chunks()).containsExactlyInAnyOrderElementsOf(chunks("A B D"));
    assertThat(found.worth())
        .as("at least what a greedy walk finds")
        .isGreaterThanOrEqualTo(
            ChunkOrdering.greedy(OrderSettings.ofSwapTokens(0))
                .order(served(SERVED), chunks("A B D"))
                .worth());
  }

  @Test
  void greedy_longestNextChunk_mayMissTheOptimum() {
    ServedTrie<String> trie = served("D", "A B C");
    OrderSettings settings = OrderSettings.ofSwapTokens(0);

    ChunkOrder<String> greedy = ChunkOrdering.greedy(settings).order(trie, chunks("A B C D"));
    ChunkOrder<String> best = ChunkOrdering.optimal(settings).order(trie, chunks("A B C D"));

    assertThat(letters(greedy.chunks())).isEqualTo("D A B C");
    assertThat(greedy.cachedTokens()).isEqualTo(512);
    assertThat(best.cachedTokens()).isEqualTo(620);
  }

  @Test
  void order_chunkThatStandsTwice_isRefused() {
    for (ChunkOrdering ordering :
        new ChunkOrdering[] {
          ChunkOrdering.optimal(OrderSettings.ofSwapTokens(0)),
          ChunkOrdering.greedy(OrderSettings.ofSwapTokens(0)),
          ChunkOrdering.retrieval(OrderSettings.ofSwapTokens(0))
        }) {
      assertThatThrownBy(() -> ordering.order(served(), chunks("A B A")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a chunk stands twice in the request: A");
    }
  }

  @ParameterizedTest(name = "{0}, {1}, {2}, {3}")
  @CsvSource({
    "-1, 1, 1, 0, swapTokens must be at least 0: -1.0",
    "NaN, 1, 1, 0, swapTokens must be at least 0: NaN",
    "0, 1.5, 1, 0, 'maxDistance must be in [0, 1]: 1.5'",
    "0, 1, 0, 0, blockTokens must be positive: 0",
    "0, 1, 1, -1, minimumTokens must not be negative: -1"
  })
  void settings_outOfRange_areRefused(
      double swap, double distance, int block, int minimum, String message) {
    assertThatThrownBy(() -> new OrderSettings(swap, distance, block, minimum))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
