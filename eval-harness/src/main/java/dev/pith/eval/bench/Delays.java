package dev.pith.eval.bench;

import java.util.Collection;

/** Measured times, in order of length. */
final class Delays {
  private static final double NANOS_PER_MICRO = 1e3;

  private final long[] sortedNanos;

  /** Sorts times in nanoseconds. */
  Delays(Collection<Long> nanos) {
    sortedNanos = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /**
   * Returns the time, in microseconds, that a share of all times does not exceed; NaN of none.
   *
   * @param quantile the share, in (0, 1]
   */
  double micros(double quantile) {
    if (!(quantile > 0 && quantile <= 1)) {
      throw new IllegalArgumentException("quantile must be in (0, 1]: " + quantile);
    }
    return sortedNanos.length == 0
        ? Double.NaN
        : sortedNanos[(int) Math.ceil(quantile * sortedNanos.length) - 1] / NANOS_PER_MICRO;
  }

  /** Returns how many times were measured. */
  int count() {
    return sortedNanos.length;
  }
}
