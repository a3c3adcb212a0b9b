package dev.pith.eval.rag.trace;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Evicts what is needed latest (Belady, 1966), be it the new chunk. It knows the future. */
final class ClairvoyantCache implements ChunkCache {

  private static final int NEVER = Integer.MAX_VALUE;

  private final int capacity;
  private final int[] future;
  private final int[] nextUse;
  private final Map<Integer, Integer> heldUntil = new HashMap<>();
  private int now;

  ClairvoyantCache(int capacity, int[] future) {
    this.capacity = capacity;
    this.future = future.clone();
    nextUse = new int[future.length];
    Arrays.fill(nextUse, NEVER);
    Map<Integer, Integer> later = new HashMap<>();
    for (int i = future.length - 1; i >= 0; i--) {
      Integer next = later.put(future[i], i);
      nextUse[i] = next == null ? NEVER : next;
    }
  }

  @Override
  public boolean request(int chunk, int tokens, double overhead) {
    if (now >= future.length || future[now] != chunk) {
      throw new IllegalStateException(
          "this chunk was not foreseen as request %d: %d".formatted(now, chunk));
    }
    boolean hit = heldUntil.put(chunk, nextUse[now]) != null;
    now++;
    if (heldUntil.size() > capacity) {
      int latest =
          heldUntil.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
      heldUntil.remove(latest);
    }
    return hit;
  }
}
