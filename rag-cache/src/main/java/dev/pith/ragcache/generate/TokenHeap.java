package dev.pith.ragcache.generate;

/**
 * Hands out tokens by falling logit, the lower id first on ties, and orders no more of them than
 * are taken: collecting n tokens costs O(n), each one taken O(log n).
 *
 * <p>Made to be cleared and filled again; it then allocates nothing. Not thread-safe.
 */
final class TokenHeap {

  private final int[] heap;
  private int size;

  /** Creates a heap that holds at most so many tokens. */
  TokenHeap(int vocabulary) {
    heap = new int[vocabulary];
  }

  void clear() {
    size = 0;
  }

  /** Adds a token; {@link #order} must follow before one is taken. */
  void add(int token) {
    heap[size++] = token;
  }

  int size() {
    return size;
  }

  /** Lets the tokens added so far be taken by these logits. */
  void order(float[] logits) {
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(i, logits);
    }
  }

  /** Takes the token of the highest logit. */
  int take(float[] logits) {
    int first = heap[0];
    heap[0] = heap[--size];
    sink(0, logits);
    return first;
  }

  private void sink(int from, float[] logits) {
    int at = from;
    int token = heap[at];
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && before(heap[child + 1], heap[child], logits)) {
        child++;
      }
      if (!before(heap[child], token, logits)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = token;
  }

  private static boolean before(int a, int b, float[] logits) {
    return logits[a] > logits[b] || (logits[a] == logits[b] && a < b);
  }
}
