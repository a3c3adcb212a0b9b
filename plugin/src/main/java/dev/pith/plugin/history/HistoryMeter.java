package dev.pith.plugin.history;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts thoughts of earlier turns. Tokens are estimated from characters. Thread-safe. */
final class HistoryMeter {

  /** What is counted. */
  enum Count {
    /** Requests that carry thoughts of earlier turns. */
    REQUESTS("requests"),
    /** Thoughts in these requests. */
    THOUGHTS("thoughts"),
    /** Tokens of these thoughts. */
    THOUGHT_TOKENS("thoughtTokensEstimated"),
    /** Thoughts that were, or would have been, sent in short. */
    PRUNED("pruned"),
    /** Tokens that were, or would have been, left out. */
    TOKENS_LEFT_OUT("tokensLeftOutEstimated"),
    /** Tokens that the server's cache has, or would have, lost by it. */
    TOKENS_READ_AGAIN("tokensReadAgainEstimated"),
    /**
     * Thoughts that were decided about for the first time and stay whole: the cache is worth more.
     */
    KEPT_FOR_THE_CACHE("keptForTheCache"),
    /** Thoughts of which nothing may go: all of their steps must stay. */
    NOTHING_TO_PRUNE("nothingToPrune"),
    /** Answers whose thinking came with log-probabilities, which were kept. */
    CAPTURED("captured"),
    /** Answers without a thinking, or without log-probabilities that fit it. */
    NOT_CAPTURED("notCaptured"),
    /** Thoughts that the model's template leaves out by itself. */
    LEFT_OUT_BY_TEMPLATE("leftOutByTemplate"),
    /** Messages with signatures. */
    SIGNED("signed"),
    /** Requests that were sent as they were because something of ours failed. */
    FAILURES("failures");

    private final String key;

    Count(String key) {
      this.key = key;
    }
  }

  private final Map<Count, LongAdder> counts = new LinkedHashMap<>();

  HistoryMeter() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  void add(Count count, long number) {
    LongAdder adder = counts.get(count);
    if (adder == null) {
      throw new IllegalStateException("no adder of " + count);
    }
    adder.add(number);
  }

  /** Shows the counts in a registry. */
  void register(MeterRegistry registry) {
    counts.forEach(
        (count, adder) ->
            FunctionCounter.builder(
                    "pith.history." + count.name().toLowerCase(Locale.ROOT).replace('_', '.'),
                    adder,
                    LongAdder::sum)
                .register(registry));
  }

  /** Returns the counts for the status page. */
  Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    counts.forEach((count, adder) -> status.put(count.key, adder.sum()));
    return status;
  }
}
