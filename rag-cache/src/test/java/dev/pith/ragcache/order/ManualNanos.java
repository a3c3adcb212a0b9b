package dev.pith.ragcache.order;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that a test moves by hand. */
final class ManualNanos implements LongSupplier {
  private long nanos = Long.MAX_VALUE - 1_000; // wraps around soon, as a real one may

  @Override
  public long getAsLong() {
    return nanos;
  }

  void advance(Duration time) {
    nanos += time.toNanos();
  }
}
