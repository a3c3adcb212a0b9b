package dev.pith.eval.rag.trace;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Evicts what was used longest ago. */
final class LruCache implements ChunkCache {

  private final int capacity;
  private final Set<Integer> oldestFirst = new LinkedHashSet<>();

  LruCache(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public boolean request(int chunk, int tokens, double overhead) {
    boolean hit = oldestFirst.remove(chunk);
    if (oldestFirst.size() == capacity) {
      Iterator<Integer> oldest = oldestFirst.iterator();
      oldest.next();
      oldest.remove();
    }
    oldestFirst.add(chunk);
    return hit;
  }
}
