package dev.pith.eval.rag.trace;

import dev.pith.ragcache.plan.GreedyDualClock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evicts the chunk with the lowest priority of RAGCache's PGDSF, never the new one; of equal ones
 * the one that came first. Size and cost are both counted in tokens.
 */
final class GreedyDualCache implements ChunkCache {

  private final int capacity;
  private final Map<Integer, Entry> entries = new LinkedHashMap<>();
  private GreedyDualClock clock = GreedyDualClock.START;

  GreedyDualCache(int capacity) {
    this.capacity = capacity;
  }

  private record Entry(long uses, double priority) {}

  @Override
  public boolean request(int chunk, int tokens, double overhead) {
    Entry entry = entries.get(chunk);
    if (entry == null && entries.size() == capacity) {
      evict();
    }
    long uses = entry == null ? 1 : entry.uses + 1;
    double saved = GreedyDualClock.saving(tokens, overhead);
    entries.put(chunk, new Entry(uses, clock.priority(uses, saved, tokens)));
    return entry != null;
  }

  private void evict() {
    int lowest = -1;
    double priority = Double.POSITIVE_INFINITY;
    for (Map.Entry<Integer, Entry> each : entries.entrySet()) {
      if (each.getValue().priority < priority) {
        lowest = each.getKey();
        priority = each.getValue().priority;
      }
    }
    entries.remove(lowest);
    clock = clock.afterEviction(priority);
  }
}
