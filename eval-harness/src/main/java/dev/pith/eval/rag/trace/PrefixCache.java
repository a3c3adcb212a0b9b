package dev.pith.eval.rag.trace;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A prefix cache, as servers have it: the KV of a chunk is reused behind exactly the same chunks
 * only. Evicts the copy of a chunk that was used longest ago, those that others stand behind last.
 * Not thread-safe.
 */
final class PrefixCache {

  private final int capacity;
  private final Set<List<Integer>> oldestFirst = new LinkedHashSet<>();

  /**
   * Creates an empty cache.
   *
   * @param capacity how many copies of chunks it holds, at least 1
   */
  PrefixCache(int capacity) {
    this.capacity = capacity;
  }

  /** Asks for chunks in this order, and returns how many of them, from the first on, are reused. */
  int request(List<Integer> chunks) {
    int reused = 0;
    while (reused < chunks.size() && oldestFirst.contains(chunks.subList(0, reused + 1))) {
      reused++;
    }
    // The longest prefix is used first, so that of two copies the one further behind is older.
    for (int length = chunks.size(); length > 0; length--) {
      List<Integer> prefix = new ArrayList<>(chunks.subList(0, length));
      oldestFirst.remove(prefix);
      oldestFirst.add(prefix);
    }
    Iterator<List<Integer>> oldest = oldestFirst.iterator();
    for (int surplus = oldestFirst.size() - capacity; surplus > 0; surplus--) {
      oldest.next();
      oldest.remove();
    }
    return reused;
  }
}
