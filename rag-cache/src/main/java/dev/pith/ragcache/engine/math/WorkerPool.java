package dev.pith.ragcache.engine.math;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that share the tasks of one call at a time; the calling thread is one of
 * them.
 *
 * <p>A call allocates nothing. Between calls the others wait busily for a moment, as the calls of a
 * forward pass follow each other within microseconds, and are parked after it.
 */
public final class WorkerPool implements AutoCloseable {

  /*
   * A task is claimed by counting `unclaimed` down. The fields `task` and `tasks` are written before
   * it is set and read after a claim; they cannot change in between, because a call ends only when
   * what was claimed has ended. A worker that wakes late thus finds nothing to claim and holds up
   * nobody.
   */

  /** One of the equal parts of a call. */
  public interface Task {
    /**
     * Does one part.
     *
     * @param task in [0, tasks), each once
     * @param worker in [0, threads), the same for all that one thread does in a call; 0 is the
     *     caller
     */
    void run(int task, int worker);
  }

  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final int SPINS_PER_CLOCK_READING = 32;

  private final Worker[] workers;
  private final AtomicInteger unclaimed = new AtomicInteger();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable Thread waitingCaller;
  private volatile boolean closed;
  private @Nullable Task task;
  private int tasks;

  /**
   * Starts the threads, which are daemons.
   *
   * @param name the beginning of their names
   * @param threads how many work on a call, its caller included; at least 1
   */
  public WorkerPool(String name, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be positive: " + threads);
    }
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(name + "-" + (i + 1), i + 1);
    }
    for (Worker worker : workers) {
      worker.start();
    }
  }

  /** Returns how many threads work on a call, its caller included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs a task for each number in [0, tasks) and returns when all have ended. The first exception
   * of a task is thrown here; numbers that were not claimed until then are left out.
   *
   * @throws IllegalStateException when another call is running, or after {@link #close}
   */
  public void run(int tasks, Task task) {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("the pool is running another call");
    }
    try {
      if (closed) {
        throw new IllegalStateException("the pool is closed");
      }
      start(tasks, task);
      work(0);
      awaitOthers();
      rethrowFailure();
    } finally {
      this.task = null;
      busy.set(false);
    }
  }

  /** Ends the threads when they are idle; may be called again. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private void start(int tasks, Task task) {
    this.task = task;
    this.tasks = tasks;
    unfinished.set(tasks);
    unclaimed.set(tasks);
    for (int i = 0; i < Math.min(workers.length, tasks - 1); i++) {
      if (workers[i].parked) {
        LockSupport.unpark(workers[i]);
      }
    }
  }

  /** Claims and runs tasks until none is left. */
  private void work(int worker) {
    while (true) {
      int left = unclaimed.get();
      if (left <= 0) {
        return;
      }
      if (unclaimed.compareAndSet(left, left - 1)) {
        runClaimed(left, worker);
      }
    }
  }

  private void runClaimed(int left, int worker) {
    int ended = 1;
    try {
      requireNonNull(task).run(tasks - left, worker);
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
      ended += unclaimed.getAndSet(0);
    }
    if (unfinished.addAndGet(-ended) == 0) {
      LockSupport.unpark(waitingCaller);
    }
  }

  private void awaitOthers() {
    if (unfinished.get() == 0 || spinUntil(true)) {
      return;
    }
    boolean interrupted = false;
    waitingCaller = Thread.currentThread();
    while (unfinished.get() != 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    waitingCaller = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits busily, for the end of a call or for the next one, and says whether it came. */
  private boolean spinUntil(boolean end) {
    long start = System.nanoTime();
    do {
      for (int i = 0; i < SPINS_PER_CLOCK_READING; i++) {
        if (end ? unfinished.get() == 0 : unclaimed.get() > 0 || closed) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < SPIN_NANOS);
    return false;
  }

  private void rethrowFailure() {
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown != null) {
      throw new IllegalStateException("a task threw a checked exception", thrown);
    }
  }

  /** A thread of the pool. */
  private final class Worker extends Thread {

    private final int number;
    private volatile boolean parked;

    Worker(String name, int number) {
      super(name);
      this.number = number;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!closed) {
        work(number);
        if (!spinUntil(false)) {
          park();
        }
      }
    }

    private void park() {
      parked = true;
      while (unclaimed.get() <= 0 && !closed) {
        LockSupport.park(WorkerPool.this);
        Thread.interrupted();
      }
      parked = false;
    }
  }
}
