package dev.pith.eval.replay;

import java.util.function.LongSupplier;

/** The speed of one stream: when a token is due. Thread-confined. */
final class Pace {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double tokensPerSecond;
  private final LongSupplier nanoTime;
  private final long startNanos;

  /**
   * Starts the clock of a stream.
   *
   * @param tokensPerSecond the rate; 0 means that every token is due at once
   * @param nanoTime the time, in nanoseconds from any origin
   */
  Pace(double tokensPerSecond, LongSupplier nanoTime) {
    this.tokensPerSecond = tokensPerSecond;
    this.nanoTime = nanoTime;
    startNanos = nanoTime.getAsLong();
  }

  /** Returns how long to wait until that many tokens are due, in nanoseconds; 0 when they are. */
  long nanosUntil(long tokens) {
    if (tokensPerSecond == 0) {
      return 0;
    }
    long dueNanos = startNanos + (long) (tokens / tokensPerSecond * NANOS_PER_SECOND);
    return Math.max(0, dueNanos - nanoTime.getAsLong());
  }
}
