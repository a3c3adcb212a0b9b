package dev.pith.eval.rag.trace;

import dev.pith.ragcache.plan.UseScore;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evicts the chunk with the lowest use score, never the new one; of equal ones the one that came
 * first. A miss is a use in which all had to be computed.
 */
final class UseScoreCache implements ChunkCache {

  private static final double ALL = 1;

  private final int capacity;
  private final Map<Integer, UseScore> scores = new LinkedHashMap<>();
  private long uses;

  UseScoreCache(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public boolean request(int chunk, int tokens, double overhead) {
    long epoch = UseScore.epoch(uses++, capacity);
    UseScore score = scores.get(chunk);
    if (score == null && scores.size() == capacity) {
      scores.remove(lowest());
    }
    scores.put(
        chunk, score == null ? UseScore.UNUSED.used(ALL, epoch) : score.used(overhead, epoch));
    return score != null;
  }

  private Integer lowest() {
    return scores.entrySet().stream()
        .min(Map.Entry.comparingByValue(UseScore.evictionOrder()))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }
}
