package dev.pith.eval.rag.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvictionRuleTest {
  private static final int TOKENS = 100;

  @Test
  void lru_full_oldestUseLeaves() {
    assertThat(hits(EvictionRule.LRU, 2, 1, 2, 1, 3, 1, 2)).isEqualTo("..+.+.");
  }

  @Test
  void clairvoyant_full_latestNeedLeavesBeItTheNewOne() {
    // 3 is never needed again: it is not kept, and 1 and 2 stay.
    assertThat(hits(EvictionRule.CLAIRVOYANT, 2, 1, 2, 3, 2, 1)).isEqualTo("...++");
    assertThat(hits(EvictionRule.LRU, 2, 1, 2, 3, 2, 1)).isEqualTo("...+.");
  }

  @Test
  void clairvoyant_anotherChunkThanForeseen_isRefused() {
    ChunkCache cache = EvictionRule.CLAIRVOYANT.start(2, new int[] {1, 2});

    cache.request(1, TOKENS, 0);

    assertThatIllegalStateException()
        .isThrownBy(() -> cache.request(3, TOKENS, 0))
        .withMessageContaining("request 1: 3");
  }

  @Test
  void useScore_full_theCheapestToLoseLeavesNotTheOldest() {
    ChunkCache cache = EvictionRule.USE_SCORE.start(2, new int[0]);
    cache.request(1, TOKENS, 0);
    cache.request(2, TOKENS, 0);
    cache.request(1, TOKENS, 0.5); // 1 + 1 / .5 = 3
    cache.request(2, TOKENS, 1); // 1 + 1 = 2, though used later

    assertThat(cache.request(3, TOKENS, 0)).isFalse();

    assertThat(cache.request(1, TOKENS, 0)).isTrue();
    assertThat(cache.request(2, TOKENS, 0)).isFalse();
  }

  @Test
  void greedyDual_full_theLowestPriorityLeavesAndTheClockMovesOn() {
    ChunkCache cache = EvictionRule.PGDSF.start(2, new int[0]);
    cache.request(1, TOKENS, 0.5);
    cache.request(1, TOKENS, 0.5); // priority 2 * .5 = 1
    cache.request(2, TOKENS, 0.2); // priority .8: leaves, and the clock is .8
    cache.request(3, TOKENS, 0.5); // priority .8 + .5 = 1.3: stays, though used once
    cache.request(4, TOKENS, 0.5); // 1 leaves

    assertThat(cache.request(3, TOKENS, 0)).isTrue();
    assertThat(cache.request(1, TOKENS, 0)).isFalse();
  }

  @Test
  void tinyLfu_wantedChunks_outliveAScan() {
    int[] wanted = {1, 2, 3, 4, 5, 6, 7, 8};
    ChunkCache cache = EvictionRule.TINY_LFU.start(wanted.length, new int[0]);
    for (int round = 0; round < 10; round++) {
      for (int chunk : wanted) {
        cache.request(chunk, TOKENS, 0);
      }
    }
    for (int chunk = 100; chunk < 150; chunk++) {
      cache.request(chunk, TOKENS, 0);
    }

    int held = 0;
    for (int chunk : wanted) {
      held += cache.request(chunk, TOKENS, 0) ? 1 : 0;
    }

    assertThat(held).isGreaterThanOrEqualTo(wanted.length / 2);
  }

  @ParameterizedTest
  @EnumSource
  void anyRule_randomRequests_neverMoreHitsThanClairvoyant(EvictionRule rule) {
    for (long seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] requests =
          random.ints(300, 0, 25).map(chunk -> (int) (chunk * random.nextDouble())).toArray();
      for (int capacity : new int[] {1, 3, 8}) {
        assertThat(count(hits(rule, capacity, requests)))
            .as("seed %d, capacity %d", seed, capacity)
            .isLessThanOrEqualTo(count(hits(EvictionRule.CLAIRVOYANT, capacity, requests)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyRule_roomForAll_onlyFirstRequestsMiss(EvictionRule rule) {
    assertThat(hits(rule, ChunkCache.UNBOUNDED, 1, 2, 1, 3, 2, 1)).isEqualTo("..+.++");
  }

  private static String hits(EvictionRule rule, int capacity, int... chunks) {
    ChunkCache cache = rule.start(capacity, chunks);
    StringBuilder hits = new StringBuilder();
    for (int chunk : chunks) {
      hits.append(cache.request(chunk, TOKENS, 0.25) ? '+' : '.');
    }
    return hits.toString();
  }

  private static long count(String hits) {
    return hits.chars().filter(each -> each == '+').count();
  }
}
