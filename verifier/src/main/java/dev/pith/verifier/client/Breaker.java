package dev.pith.verifier.client;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Leaves a server alone for a while when several calls in a row have failed; then one is tried.
 * Thread-safe.
 */
public final class Breaker {

  private final CircuitBreaker breaker;

  /**
   * Makes a closed one.
   *
   * @param failuresToOpen it opens after so many failed calls in a row, at least 1
   * @param openFor how long it stays open before one call is tried
   * @param clock says when that is over
   * @param onOpen called when it opens
   */
  public Breaker(int failuresToOpen, Duration openFor, Clock clock, Runnable onOpen) {
    breaker =
        CircuitBreaker.of(
            "calls",
            CircuitBreakerConfig.custom()
                .clock(clock)
                .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failuresToOpen)
                .minimumNumberOfCalls(failuresToOpen)
                .failureRateThreshold(100)
                .waitDurationInOpenState(openFor)
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                onOpen.run();
              }
            });
  }

  /** Returns whether a call may be made; one that was allowed must end in one of the next three. */
  public boolean allows() {
    return breaker.tryAcquirePermission();
  }

  /** A call has succeeded. */
  public void succeeded() {
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
  }

  /** A call has failed. */
  public void failed(Throwable cause) {
    breaker.onError(0, TimeUnit.NANOSECONDS, cause);
  }

  /** A call was broken off by us: nothing is known of the server. */
  public void abandoned() {
    breaker.releasePermission();
  }

  /** Returns its state for people: {@code closed}, {@code open} or {@code half-open}. */
  public String state() {
    return breaker.getState().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
