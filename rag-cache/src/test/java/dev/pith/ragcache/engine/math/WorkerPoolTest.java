package dev.pith.ragcache.engine.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2, 3, 8})
  void run_manyCalls_eachTaskOnceAndEndedBeforeReturn(int threads) {
    try (WorkerPool pool = new WorkerPool("test", threads)) {
      for (int tasks = 0; tasks < 300; tasks++) {
        AtomicIntegerArray runs = new AtomicIntegerArray(tasks);

        pool.run(tasks, (task, worker) -> runs.incrementAndGet(task));

        for (int task = 0; task < tasks; task++) {
          assertThat(runs.get(task)).as("task %s of %s", task, tasks).isOne();
        }
      }
    }
  }

  @Test
  void run_tasksThatMeet_runOnAllThreadsWithTheirNumbers() {
    try (WorkerPool pool = new WorkerPool("test", 3)) {
      CountDownLatch meeting = new CountDownLatch(3);
      Set<String> threads = ConcurrentHashMap.newKeySet();

      pool.run(
          3,
          (task, worker) -> {
            threads.add(worker + " " + Thread.currentThread().getName());
            meeting.countDown();
            await(meeting);
          });

      assertThat(threads)
          .containsExactlyInAnyOrder(
              "0 " + Thread.currentThread().getName(), "1 test-1", "2 test-2");
    }
  }

  @Test
  void run_afterTheThreadsWereParked_wakesThem() {
    try (WorkerPool pool = new WorkerPool("parked", 2)) {
      awaitParked("parked-1");
      CountDownLatch meeting = new CountDownLatch(2);

      pool.run(
          2,
          (task, worker) -> {
            meeting.countDown();
            await(meeting);
          });

      assertThat(meeting.getCount()).isZero();
    }
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 3})
  void run_taskThatFails_throwsAndServesTheNextCall(int threads) {
    try (WorkerPool pool = new WorkerPool("test", threads)) {
      AtomicInteger runs = new AtomicInteger();

      for (int failing = 0; failing < 50; failing++) {
        int bad = failing;
        assertThatThrownBy(
                () ->
                    pool.run(
                        50,
                        (task, worker) -> {
                          if (task == bad) {
                            throw new IllegalArgumentException("task " + task);
                          }
                        }))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("task " + failing);
        pool.run(7, (task, worker) -> runs.incrementAndGet());
      }

      assertThat(runs).hasValue(350);
    }
  }

  @Test
  void run_failureOfAnotherThread_reachesTheCaller() {
    try (WorkerPool pool = new WorkerPool("test", 2)) {
      CountDownLatch meeting = new CountDownLatch(2);

      assertThatThrownBy(
              () ->
                  pool.run(
                      2,
                      (task, worker) -> {
                        meeting.countDown();
                        await(meeting);
                        if (worker == 1) {
                          throw new AssertionError("worker 1");
                        }
                      }))
          .isInstanceOf(AssertionError.class)
          .hasMessage("worker 1");
    }
  }

  @Test
  void run_insideATask_isRefused() {
    try (WorkerPool pool = new WorkerPool("test", 2)) {
      assertThatThrownBy(() -> pool.run(1, (task, worker) -> pool.run(1, (t, w) -> {})))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the pool is running another call");
    }
  }

  @Test
  void run_callerInterrupted_endsTheCallAndStaysInterrupted() {
    try (WorkerPool pool = new WorkerPool("test", 2)) {
      AtomicInteger runs = new AtomicInteger();
      Thread.currentThread().interrupt();

      pool.run(20, (task, worker) -> runs.incrementAndGet());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(runs).hasValue(20);
    }
  }

  @Test
  void close_twice_endsTheThreadsAndRefusesCalls() throws InterruptedException {
    WorkerPool pool = new WorkerPool("closing", 2);
    Thread worker = threadNamed("closing-1");

    pool.close();
    pool.close();

    worker.join();
    assertThatThrownBy(() -> pool.run(1, (task, number) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the pool is closed");
  }

  @Test
  void pool_noThreads_isRefused() {
    assertThatThrownBy(() -> new WorkerPool("test", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads must be positive: 0");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static void awaitParked(String name) {
    Thread thread = threadNamed(name);
    while (LockSupport.getBlocker(thread) == null) {
      Thread.onSpinWait();
    }
  }

  private static Thread threadNamed(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
