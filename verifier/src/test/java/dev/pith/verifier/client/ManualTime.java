package dev.pith.verifier.client;

import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A time that passes when a test says so. */
final class ManualTime extends Clock implements Scheduler {
  private final List<Alarm> alarms = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  private record Alarm(Instant at, Runnable task, CompletableFuture<Void> done) {}

  /** Lets time pass and runs what is due. */
  void pass(Duration duration) {
    List<Alarm> due = new ArrayList<>();
    synchronized (this) {
      now = now.plus(duration);
      alarms.removeIf(
          alarm -> {
            boolean isDue = !alarm.at().isAfter(now);
            if (isDue && !alarm.done().isDone()) {
              due.add(alarm);
            }
            return isDue;
          });
    }
    due.forEach(alarm -> alarm.task().run());
  }

  /** Returns how many alarms are set and not called off. */
  synchronized long set() {
    return alarms.stream().filter(alarm -> !alarm.done().isDone()).count();
  }

  @Override
  public synchronized Future<?> schedule(
      Executor executor, Runnable command, long delay, TimeUnit unit) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    alarms.add(
        new Alarm(now.plusNanos(unit.toNanos(delay)), () -> executor.execute(command), done));
    return done;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
