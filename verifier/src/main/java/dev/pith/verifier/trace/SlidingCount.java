package dev.pith.verifier.trace;

/** How many of the latest events were marked, over a window of fixed length. */
final class SlidingCount {

  private final boolean[] window;
  private int next;
  private int count;

  /** Creates a window in which nothing is marked. */
  SlidingCount(int length) {
    window = new boolean[length];
  }

  /** Adds the next event, forgets the oldest one, and returns the new count. */
  int add(boolean marked) {
    count += (marked ? 1 : 0) - (window[next] ? 1 : 0);
    window[next] = marked;
    next = next + 1 == window.length ? 0 : next + 1;
    return count;
  }
}
