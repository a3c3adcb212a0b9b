package dev.pith.ragcache.engine.token;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Joins adjacent symbols by a {@link MergeTable}: again and again the pair of lowest rank, the
 * leftmost of equals, until none can be joined.
 *
 * <p>Takes O(n log n) for n symbols. Made to be used for one piece after another; not thread-safe.
 */
final class SymbolMerger {

  /** In the place of a symbol that its left neighbour took up. */
  private static final int GONE = Integer.MIN_VALUE;

  private final MergeTable table;

  private int[] symbols = new int[64];
  private int[] previous = new int[64];
  private int[] next = new int[64];
  private int length;

  /*
   * A binary heap of candidates, each (rank << 32 | index of the left symbol). Candidates are not
   * taken out when one of their symbols changes: a candidate counts only if the pair that now
   * stands at its index has its rank. If that is another pair of the same rank, then its own
   * candidate is equal to this one, and doing it now is doing it in order.
   */
  private long[] heap = new long[64];
  private int heapSize;

  SymbolMerger(MergeTable table) {
    this.table = table;
  }

  /** Adds a symbol to the piece; one that is negative joins with nothing. */
  void add(int symbol) {
    if (length == symbols.length) {
      symbols = Arrays.copyOf(symbols, 2 * length);
      previous = Arrays.copyOf(previous, 2 * length);
      next = Arrays.copyOf(next, 2 * length);
    }
    symbols[length] = symbol;
    previous[length] = length - 1;
    next[length] = length + 1;
    length++;
  }

  /**
   * Joins what can be joined, reports the symbols that are left, in order, and forgets them.
   *
   * @return how many are left
   */
  int merge(IntConsumer out) {
    for (int i = 0; i + 1 < length; i++) {
      propose(i);
    }
    while (heapSize > 0) {
      long candidate = pop();
      int i = (int) candidate;
      if (symbols[i] != GONE && rankAt(i) == (int) (candidate >>> 32)) {
        join(i);
      }
    }
    int left = 0;
    for (int i = 0; i < length; i = next[i]) {
      out.accept(symbols[i]);
      left++;
    }
    length = 0;
    return left;
  }

  private void propose(int left) {
    int rank = rankAt(left);
    if (rank != MergeTable.NEVER) {
      push(((long) rank << 32) | left);
    }
  }

  private int rankAt(int left) {
    int right = next[left];
    return right < length ? table.rank(symbols[left], symbols[right]) : MergeTable.NEVER;
  }

  private void join(int left) {
    int right = next[left];
    symbols[left] = table.join(symbols[left], symbols[right]);
    symbols[right] = GONE;
    next[left] = next[right];
    if (next[right] < length) {
      previous[next[right]] = left;
    }
    if (previous[left] >= 0) {
      propose(previous[left]);
    }
    propose(left);
  }

  private void push(long candidate) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, 2 * heapSize);
    }
    int at = heapSize++;
    while (at > 0 && heap[(at - 1) / 2] > candidate) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = candidate;
  }

  private long pop() {
    long least = heap[0];
    long moved = heap[--heapSize];
    int at = 0;
    for (int child = 1; child < heapSize; child = 2 * at + 1) {
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= moved) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
    return least;
  }
}
