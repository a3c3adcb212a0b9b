package dev.pith.eval.rag.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.eval.dataset.RetrievalRecord;
import dev.pith.eval.rag.trace.CacheReplay.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheReplayTest {
  private static final double EXACT = 1e-12;

  @Test
  void chunks_behindOtherChunks_areComputedInPart() {
    // 3 misses; then 2 first, never so before: .2 of it; 1 behind it, too.
    RetrievalLog log = log("1 2 3", "2 1");

    Outcome outcome = new CacheReplay(0.2, 5).chunks(log, EvictionRule.LRU, ChunkCache.UNBOUNDED);

    assertThat(outcome.hits()).isCloseTo(2.0 / 5, within(EXACT));
    assertThat(outcome.computed()).isCloseTo((3 + 2 * 0.2) / 5, within(EXACT));
  }

  @Test
  void chunks_behindTheSameChunks_areNotComputed() {
    RetrievalLog log = log("1 2", "2", "1 2", "2");

    Outcome kept = new CacheReplay(0.5, 2).chunks(log, EvictionRule.LRU, 2);
    Outcome oneVariant = new CacheReplay(0.5, 1).chunks(log, EvictionRule.LRU, 2);

    assertThat(kept.computed()).isCloseTo((2 + 0.5) / 6, within(EXACT));
    assertThat(oneVariant.computed()).isCloseTo((2 + 3 * 0.5) / 6, within(EXACT));
  }

  @Test
  void chunks_evicted_loseTheirVariants() {
    // 1 stood behind 9, but left since: behind 9 it is a hit that is repaired.
    RetrievalLog log = log("9 1", "2 3", "1", "9 1");

    Outcome outcome = new CacheReplay(0.5, 5).chunks(log, EvictionRule.LRU, 2);

    assertThat(outcome.hits()).isCloseTo(1 / 7.0, within(EXACT));
    assertThat(outcome.computed()).isCloseTo(6.5 / 7, within(EXACT));
  }

  @Test
  void prefixes_otherOrder_isReusedUpToTheFirstChange() {
    RetrievalLog log = log("1 2 3", "1 3 2", "2 1", "1 2 4");

    Outcome outcome = new CacheReplay(0, 1).prefixes(log, ChunkCache.UNBOUNDED);

    assertThat(outcome.hits()).isCloseTo((1 + 2) / 11.0, within(EXACT));
    assertThat(outcome.computed()).isCloseTo(8 / 11.0, within(EXACT));
  }

  @Test
  void prefixes_full_theOnesFurthestBehindLeaveFirst() {
    // Room for two copies: of 1, 1-2 and 1-2-3 the last one leaves.
    PrefixCache cache = new PrefixCache(2);

    assertThat(cache.request(List.of(1, 2, 3))).isZero();
    assertThat(cache.request(List.of(1, 2, 3))).isEqualTo(2);
    assertThat(cache.request(List.of(5, 6))).isZero();
    assertThat(cache.request(List.of(1))).isZero();
  }

  @Test
  void log_answeredQuestions_fiveBestOfAllChunks() {
    List<RetrievalRecord> records =
        List.of(
            answered("what is red", "a#0", "red is a colour"),
            answered("who runs", "a#1", "the dog runs"),
            answered("who runs far", "a#1", "the dog runs"));

    RetrievalLog log = RetrievalLog.of("x", records);

    assertThat(log.requests()).hasSize(3).allMatch(request -> request.size() == 2);
    assertThat(log.requests().get(1).get(0)).isEqualTo(log.requests().get(2).get(0));
    assertThat(log.requests().get(0).get(0).tokens()).isEqualTo(4);
    assertThat(log.requests().get(1).get(0).tokens()).isEqualTo(3);
    assertThat(log.unit()).isEqualTo("words");
  }

  @Test
  void log_retrievedTwiceInARequest_standsOnce() {
    RetrievalLog log =
        RetrievalLog.of("x", List.of(new RetrievalRecord.Retrieved(List.of("a b", "c", "a b"))));

    assertThat(log.requests())
        .containsExactly(List.of(new LoggedChunk(0, 2), new LoggedChunk(1, 1)));
  }

  @Test
  void shuffled_sameSeed_sameOrderOfTheSameRequests() {
    RetrievalLog log = log("1", "2", "3", "4");

    assertThat(log.shuffled(7)).isEqualTo(log.shuffled(7));
    assertThat(log.shuffled(7).requests()).containsExactlyInAnyOrderElementsOf(log.requests());
  }

  @Test
  void zipf_fivePercentOfTheChunks_takeSixtyPercentOfTheDraws() {
    double[] sums = ZipfLog.sums(2_000, ZipfLog.exponent(2_000));

    assertThat(ZipfLog.headShare(sums)).isCloseTo(0.6, within(1e-9));
    RetrievalLog log = ZipfLog.draw(500, 3);
    assertThat(log).isEqualTo(ZipfLog.draw(500, 3)).isNotEqualTo(ZipfLog.draw(500, 4));
    assertThat(log.requests())
        .hasSize(500)
        .allMatch(request -> request.stream().distinct().count() == 5);
  }

  private static RetrievalRecord answered(String question, String id, String chunk) {
    return new RetrievalRecord.Answered(question, id, chunk);
  }

  private static RetrievalLog log(String... requests) {
    return new RetrievalLog(
        "log", "tokens", Arrays.stream(requests).map(CacheReplayTest::request).toList());
  }

  private static List<LoggedChunk> request(String numbers) {
    return Arrays.stream(numbers.split(" ", -1))
        .map(number -> new LoggedChunk(Integer.parseInt(number), 10))
        .toList();
  }
}
