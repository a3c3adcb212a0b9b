package dev.pith.ragcache.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Small numbers in the place of chunks, for as long as a node stands for them. Guarded by the
 * trie's lock.
 */
final class ChunkNumbers<K> {
  /** What a chunk without a number has. */
  static final int UNKNOWN = -1;

  private final Map<SizedChunk<K>, Integer> numbers = new HashMap<>();
  private final List<@Nullable SizedChunk<K>> chunks = new ArrayList<>();
  private final List<Integer> uses = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  int size() {
    return numbers.size();
  }

  int find(SizedChunk<K> chunk) {
    return numbers.getOrDefault(chunk, UNKNOWN);
  }

  /** One more node stands for a chunk. */
  int use(SizedChunk<K> chunk) {
    Integer known = numbers.get(chunk);
    int number = known == null ? create(chunk) : known;
    uses.set(number, uses.get(number) + 1);
    return number;
  }

  /** One node less stands for a chunk. */
  void release(int number) {
    int left = uses.get(number) - 1;
    uses.set(number, left);
    if (left == 0) {
      numbers.remove(chunks.set(number, null));
      free.push(number);
    }
  }

  private int create(SizedChunk<K> chunk) {
    int number;
    if (free.isEmpty()) {
      number = chunks.size();
      chunks.add(chunk);
      uses.add(0);
    } else {
      number = free.pop();
      chunks.set(number, chunk);
    }
    numbers.put(chunk, number);
    return number;
  }
}
