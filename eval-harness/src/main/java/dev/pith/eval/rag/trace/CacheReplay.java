package dev.pith.eval.rag.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sends a log through caches. The tokens of a chunk that is there and stood behind exactly these
 * chunks before are not computed; of one that stood behind others a share is, since no model runs
 * that could tell how much is needed; of one that is not there all are.
 *
 * @param repairShare the share that is computed again, in [0, 1]
 * @param variants behind how many different prefixes the KV of a chunk is kept, at least 1; all of
 *     them leave with the chunk
 */
public record CacheReplay(double repairShare, int variants) {

  /** Checks the ranges. */
  public CacheReplay {
    if (!(repairShare >= 0 && repairShare <= 1)) {
      throw new IllegalArgumentException("repairShare must be in [0, 1]: " + repairShare);
    }
    if (variants < 1) {
      throw new IllegalArgumentException("variants must be at least 1: " + variants);
    }
  }

  /**
   * What came of a log.
   *
   * @param hits share of the chunks that were reused, repaired or not
   * @param computed share of the chunks' tokens that was computed
   */
  public record Outcome(double hits, double computed) {}

  /** Returns what a cache of chunks gives. */
  Outcome chunks(RetrievalLog log, EvictionRule rule, int capacity) {
    int[] future =
        log.requests().stream().flatMap(List::stream).mapToInt(LoggedChunk::number).toArray();
    ChunkCache cache = rule.start(capacity, future);
    Map<Integer, Set<List<Integer>>> prefixes = new HashMap<>();
    long hits = 0;
    double computed = 0;
    for (List<LoggedChunk> request : log.requests()) {
      List<Integer> prefix = new ArrayList<>();
      for (LoggedChunk chunk : request) {
        List<Integer> before = List.copyOf(prefix);
        Set<List<Integer>> known =
            prefixes.computeIfAbsent(chunk.number(), unseen -> new LinkedHashSet<>());
        double overhead = known.contains(before) ? 0 : repairShare;
        if (cache.request(chunk.number(), chunk.tokens(), overhead)) {
          hits++;
          computed += overhead * chunk.tokens();
        } else {
          known.clear();
          computed += chunk.tokens();
        }
        use(known, before);
        prefix.add(chunk.number());
      }
    }
    return new Outcome((double) hits / log.lookups(), computed / log.tokens());
  }

  /** Returns what a prefix cache with room for as many copies of chunks gives. */
  Outcome prefixes(RetrievalLog log, int capacity) {
    PrefixCache cache =
        new PrefixCache((int) Math.min(Integer.MAX_VALUE, (long) capacity * variants));
    long hits = 0;
    long reusedTokens = 0;
    for (List<LoggedChunk> request : log.requests()) {
      int reused = cache.request(request.stream().map(LoggedChunk::number).toList());
      hits += reused;
      reusedTokens += request.stream().limit(reused).mapToLong(LoggedChunk::tokens).sum();
    }
    return new Outcome(
        (double) hits / log.lookups(), (double) (log.tokens() - reusedTokens) / log.tokens());
  }

  /** The prefix that was used longest ago makes room. */
  private void use(Set<List<Integer>> known, List<Integer> prefix) {
    known.remove(prefix);
    if (known.size() == variants) {
      known.remove(known.iterator().next());
    }
    known.add(prefix);
  }
}
