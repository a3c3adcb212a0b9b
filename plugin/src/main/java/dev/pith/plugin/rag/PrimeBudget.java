package dev.pith.plugin.rag;

import java.util.function.LongSupplier;

/**
 * Lets one prompt at a time be read ahead, and no more tokens in an hour than a limit. Thread-safe.
 */
public final class PrimeBudget {
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final long tokensPerHour;
  private final LongSupplier nanoTime;
  private long began;
  private long spent;
  private long claimed;
  private boolean busy;

  /** What a claim came to. */
  public enum Claim {
    /** The prompt may be read; {@link PrimeBudget#settle} ends that. */
    GRANTED,
    /** Another prompt is being read. */
    BUSY,
    /** The tokens of this hour do not suffice. */
    SPENT
  }

  /**
   * Creates a budget of which nothing is spent.
   *
   * @param tokensPerHour most tokens in an hour, positive
   * @param nanoTime a clock that never goes back
   */
  public PrimeBudget(long tokensPerHour, LongSupplier nanoTime) {
    this.tokensPerHour = tokensPerHour;
    this.nanoTime = nanoTime;
    began = nanoTime.getAsLong();
  }

  /**
   * Asks whether a prompt may be read now.
   *
   * @param tokens its size, estimated
   */
  public synchronized Claim claim(long tokens) {
    long now = nanoTime.getAsLong();
    if (now - began >= HOUR_NANOS) {
      began = now;
      spent = 0;
    }
    if (busy) {
      return Claim.BUSY;
    }
    if (spent + tokens > tokensPerHour) {
      return Claim.SPENT;
    }
    busy = true;
    claimed = tokens;
    spent += tokens;
    return Claim.GRANTED;
  }

  /** The prompt was read, or not: what it took is not known, and stays as it was estimated. */
  public synchronized void settle() {
    busy = false;
  }

  /**
   * The prompt was read.
   *
   * @param tokens those that had to be computed
   */
  public synchronized void settle(long tokens) {
    spent = Math.max(0, spent + tokens - claimed);
    busy = false;
  }
}
