package dev.pith.ragcache.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** How long one layer of one token takes to load, per tier: a moving average. Thread-safe. */
final class LoadTimes {

  /** The weight of the newest layer. */
  private static final double NEWEST = 0.1;

  private final Map<Tier, Double> nanosPerToken = new EnumMap<>(Tier.class);

  synchronized void add(Tier tier, long nanos, int tokens) {
    nanosPerToken.merge(
        tier, (double) nanos / tokens, (average, newest) -> average + NEWEST * (newest - average));
  }

  /** Returns the nanoseconds of one layer of so many tokens; nothing before the first load. */
  synchronized OptionalDouble layerNanos(Tier tier, int tokens) {
    Double average = nanosPerToken.get(tier);
    return average == null ? OptionalDouble.empty() : OptionalDouble.of(average * tokens);
  }
}
