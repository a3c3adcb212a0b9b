package dev.pith.ragcache.generate;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a {@link Generator} does. Thread-safe. */
final class GeneratorCounters {

  private final LongAdder completed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder preempted = new LongAdder();
  private final LongAdder promptTokens = new LongAdder();
  private final LongAdder cachedTokens = new LongAdder();
  private final LongAdder generatedTokens = new LongAdder();
  private final LongAdder steps = new LongAdder();
  private final LongAdder rows = new LongAdder();

  void completed() {
    completed.increment();
  }

  void cancelled() {
    cancelled.increment();
  }

  void refused() {
    refused.increment();
  }

  void failed() {
    failed.increment();
  }

  void preempted(int jobs) {
    preempted.add(jobs);
  }

  void promptRead(int tokens, int cached) {
    promptTokens.add(tokens);
    cachedTokens.add(cached);
  }

  void generated() {
    generatedTokens.increment();
  }

  void stepped(int stepRows) {
    steps.increment();
    rows.add(stepRows);
  }

  /** Returns the counts so far, beside figures of the present. */
  GeneratorStats snapshot(int running, int queued, int cachedPrefixes, long kvBytes) {
    return new GeneratorStats(
        running,
        queued,
        cachedPrefixes,
        kvBytes,
        completed.sum(),
        cancelled.sum(),
        refused.sum(),
        failed.sum(),
        preempted.sum(),
        promptTokens.sum(),
        cachedTokens.sum(),
        generatedTokens.sum(),
        steps.sum(),
        rows.sum());
  }
}
