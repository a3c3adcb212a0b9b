package dev.pith.eval.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures how many bytes of heap all threads allocate from one moment to another. */
final class HeapAllocation {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long before;

  /** What a measurement itself allocates. */
  private long own;

  /** Begins to measure. */
  void start() {
    sum(); // the first one allocates more
    before = sum();
    own = sum() - before;
    before += own;
  }

  /** Returns the bytes since {@link #start}. */
  long bytes() {
    return Math.max(0, sum() - before - own);
  }

  private long sum() {
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes); // -1 of a thread that has ended
    }
    return sum;
  }
}
