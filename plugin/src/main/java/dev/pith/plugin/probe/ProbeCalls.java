package dev.pith.plugin.probe;

import dev.pith.verifier.client.Breaker;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.detect.ProbeReading;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Lets so many probes run at a time, none while a server fails, and counts them. Thread-safe. */
final class ProbeCalls {

  private static final int FAILURES_TO_OPEN = 5;
  private static final Duration OPEN_FOR = Duration.ofSeconds(10);

  private final Semaphore places;
  private final Breaker breaker;
  private final LongAdder made = new LongAdder();
  private final LongAdder busy = new LongAdder();
  private final LongAdder breakerOpen = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final Tokens prompt = new Tokens();
  private final Tokens cached = new Tokens();
  private final Tokens output = new Tokens();

  /** A sum of which some parts are not known. */
  private record Tokens(LongAdder sum, LongAdder unknown) {
    Tokens() {
      this(new LongAdder(), new LongAdder());
    }

    void add(OptionalLong part) {
      part.ifPresentOrElse(sum::add, unknown::increment);
    }

    Map<String, Object> snapshot() {
      return Map.of("sum", sum.sum(), "unknown", unknown.sum());
    }
  }

  /**
   * @param most probes that run at the same time
   */
  ProbeCalls(int most) {
    places = new Semaphore(most);
    breaker = new Breaker(FAILURES_TO_OPEN, OPEN_FOR, Clock.systemUTC(), () -> {});
  }

  /** Returns whether a probe may be made; it must end in one of the next three. */
  boolean begin() {
    if (!places.tryAcquire()) {
      busy.increment();
      return false;
    }
    if (!breaker.allows()) {
      places.release();
      breakerOpen.increment();
      return false;
    }
    made.increment();
    return true;
  }

  void succeeded(ProbeReading reading) {
    places.release();
    breaker.succeeded();
    paid(reading.cost());
  }

  void failed(ProbeFailure failure) {
    places.release();
    breaker.failed(failure);
    failures.computeIfAbsent(failure.reason(), first -> new LongAdder()).increment();
    paid(ProbeCost.UNKNOWN);
  }

  void cancelled() {
    places.release();
    breaker.abandoned();
    cancelled.increment();
    paid(ProbeCost.UNKNOWN);
  }

  private void paid(ProbeCost cost) {
    prompt.add(cost.prompt());
    cached.add(cost.cached());
    output.add(cost.output());
  }

  Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("breaker", breaker.state());
    status.put("probes", made.sum());
    status.put("busy", busy.sum());
    status.put("breakerOpen", breakerOpen.sum());
    status.put("cancelled", cancelled.sum());
    Map<String, Object> byReason = new TreeMap<>();
    failures.forEach((reason, count) -> byReason.put(reason, count.sum()));
    status.put("failures", byReason);
    status.put("promptTokens", prompt.snapshot());
    status.put("cachedTokens", cached.snapshot());
    status.put("outputTokens", output.snapshot());
    return status;
  }
}
