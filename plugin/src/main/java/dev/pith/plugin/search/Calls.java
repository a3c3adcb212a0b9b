package dev.pith.plugin.search;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of a model: so many at once, each within its time, and none of them sinks the others.
 *
 * <p>Thread-safe. After {@link #cancel} those that run are cancelled, and no further one is made.
 */
final class Calls {
  private static final Logger LOG = System.getLogger(Calls.class.getName());

  private final int atOnce;
  private final Duration limit;
  private final Map<Long, CompletableFuture<?>> running = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
  private volatile boolean cancelled;

  /**
   * Makes none yet.
   *
   * @param limit how long a call may take
   */
  Calls(int atOnce, Duration limit) {
    this.atOnce = atOnce;
    this.limit = limit;
  }

  /**
   * Makes all of these calls.
   *
   * @param late takes a value that came when nobody waited for it any more
   * @return the values in the order of the calls, empty where one failed, took too long or was not
   *     made; never fails
   */
  <R> CompletableFuture<List<Optional<R>>> all(
      List<Supplier<CompletableFuture<R>>> calls, Consumer<R> late) {
    Round<R> round = new Round<>(calls, late);
    round.start();
    return round.results;
  }

  /** Cancels all calls. */
  void cancel() {
    cancelled = true;
    running.values().forEach(call -> call.cancel(true));
  }

  /** Returns how many calls failed or took too long; cancelled ones do not count. */
  int failed() {
    return failed.get();
  }

  /** Returns why the first of them failed. */
  Optional<Throwable> firstFailure() {
    return Optional.ofNullable(firstFailure.get());
  }

  private void note(Throwable failure) {
    if (cancelled || failure instanceof CancellationException) {
      return;
    }
    failed.incrementAndGet();
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (firstFailure.compareAndSet(null, cause)) {
      LOG.log(Level.DEBUG, "A branch of a search failed; its next failures are counted.", cause);
    }
  }

  /** Some calls that are awaited together. */
  private final class Round<R> {
    private final List<Supplier<CompletableFuture<R>>> calls;
    private final Consumer<R> late;
    private final List<Optional<R>> values;
    private final CompletableFuture<List<Optional<R>>> results = new CompletableFuture<>();
    private final AtomicInteger open;
    private final AtomicInteger places = new AtomicInteger(atOnce);
    private final AtomicInteger asked = new AtomicInteger();
    private int next;

    Round(List<Supplier<CompletableFuture<R>>> calls, Consumer<R> late) {
      this.calls = calls;
      this.late = late;
      values = new ArrayList<>(calls.size());
      calls.forEach(call -> values.add(Optional.empty()));
      open = new AtomicInteger(calls.size());
    }

    /** Begins what may begin. A call that ends at once must not begin the next one inside of it. */
    void start() {
      if (calls.isEmpty()) {
        results.complete(List.of());
        return;
      }
      if (asked.getAndIncrement() > 0) {
        return;
      }
      int seen = 1;
      do {
        while (next < calls.size() && places.get() > 0) {
          places.decrementAndGet();
          begin(next++);
        }
        seen = asked.addAndGet(-seen);
      } while (seen > 0);
    }

    private void begin(int index) {
      if (cancelled) {
        end(index, null);
        return;
      }
      CompletableFuture<R> call;
      try {
        call = calls.get(index).get();
      } catch (RuntimeException failure) {
        call = CompletableFuture.failedFuture(failure);
      }
      long number = numbers.incrementAndGet();
      running.put(number, call);
      if (cancelled) {
        call.cancel(true);
      }
      CompletableFuture<R> begun = call;
      CompletableFuture<R> unused =
          call.copy()
              .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
              .whenComplete(
                  (value, failure) -> {
                    running.remove(number);
                    onEnd(index, begun, value, failure);
                  });
    }

    private void onEnd(
        int index, CompletableFuture<R> call, @Nullable R value, @Nullable Throwable failure) {
      if (failure != null) {
        note(failure);
        call.cancel(true);
        // It may have ended just before it was cancelled.
        if (!call.isCompletedExceptionally()) {
          late.accept(call.join());
        }
      }
      end(index, value);
    }

    private void end(int index, @Nullable R value) {
      synchronized (values) {
        values.set(index, Optional.ofNullable(value));
      }
      places.incrementAndGet();
      if (open.decrementAndGet() == 0) {
        synchronized (values) {
          results.complete(List.copyOf(values));
        }
      } else {
        start();
      }
    }
  }
}
