package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvEngine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;

/**
 * The work of a {@link Generator}'s thread: step after step it seats jobs, gathers their rows into
 * one batch, runs it and lets each job read its answer.
 *
 * <p>{@link #wake}, {@link #close} and the figures may be used by any thread.
 */
final class StepLoop implements Runnable {

  private static final Logger LOG = System.getLogger(StepLoop.class.getName());

  private final KvEngine engine;
  private final List<Lane> lanes;
  private final KvRoom room;
  private final int prefillRows;
  private final GeneratorCounters counters;
  private final LogProbs logProbs;
  private final Batch batch;

  /**
   * All jobs that have begun, in the order in which they get rows: those that go on with an answer
   * before the others.
   */
  private final List<Job> running = new ArrayList<>();

  /** The jobs that have rows in this step. */
  private final List<Job> planned = new ArrayList<>();

  private final Set<String> loggedCauses = new HashSet<>();
  private final Semaphore changes = new Semaphore(0);
  private volatile boolean clearAsked;
  private volatile boolean closed;
  private volatile int runningJobs;
  private volatile int keptPrefixes;
  private volatile long kvBytes;

  /**
   * Creates the loop.
   *
   * @param lanes where jobs come from
   * @param prefillRows how many rows of jobs that read there are in a step at most
   */
  StepLoop(
      KvEngine engine, List<Lane> lanes, KvRoom room, int prefillRows, GeneratorCounters counters) {
    this.engine = engine;
    this.lanes = lanes;
    this.room = room;
    this.prefillRows = prefillRows;
    this.counters = counters;
    logProbs = new LogProbs(engine.config().vocabulary());
    batch = new Batch(engine.config().vocabulary());
  }

  /** Lets the loop look again: a job came or changed. */
  void wake() {
    changes.release();
  }

  /** Lets the loop forget the KV of ended jobs. */
  void clearKept() {
    clearAsked = true;
    wake();
  }

  /** Lets the loop end all jobs and return. */
  void close() {
    closed = true;
    batch.cancel();
    wake();
  }

  boolean isClosed() {
    return closed;
  }

  GeneratorStats stats() {
    int queued = lanes.stream().mapToInt(Lane::waiting).sum();
    return counters.snapshot(runningJobs, queued, keptPrefixes, kvBytes);
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        if (!step()) {
          changes.acquireUninterruptibly();
        }
        // Before the flag is read again: the permit of a close() that comes between must stay.
        changes.drainPermits();
      }
    } catch (RuntimeException | Error broken) {
      LOG.log(Level.ERROR, "The generator is broken and ends.", broken);
    } finally {
      closed = true;
      endAll();
    }
  }

  /** Runs the next rows; returns whether there were any. */
  private boolean step() {
    dismiss();
    if (clearAsked) {
      clearAsked = false;
      room.clear();
    }
    seat();
    plan();
    counters.preempted(room.makeRoom(planned, running));
    if (!planned.isEmpty()) {
      forward();
    }
    report();
    return !planned.isEmpty();
  }

  /** Lets go of the jobs that have ended or were cancelled. */
  private void dismiss() {
    for (Iterator<Job> jobs = running.iterator(); jobs.hasNext(); ) {
      Job job = jobs.next();
      if (job.isOver() || job.isCancelled()) {
        jobs.remove();
        room.keep(job);
        if (!job.isOver()) {
          counters.cancelled();
        }
      }
    }
  }

  /**
   * Gives the places of this step away: to the jobs that go on with an answer, then to the others,
   * and among each first to those that have begun. One that is paused leaves its place to others:
   * whoever paused it may wait for one of these.
   */
  private void seat() {
    lanes.forEach(Lane::free);
    int continuations = (int) running.stream().takeWhile(Job::continuesAnswer).count();
    running.subList(0, continuations).forEach(StepLoop::seatAgain);
    for (Lane lane : lanes) {
      for (Job job = lane.seatContinuation(); job != null; job = lane.seatContinuation()) {
        running.add(continuations++, job);
        job.seat(true);
      }
    }
    running.subList(continuations, running.size()).forEach(StepLoop::seatAgain);
    for (Lane lane : lanes) {
      for (Job job = lane.seatOther(); job != null; job = lane.seatOther()) {
        running.add(job);
        job.seat(true);
      }
    }
  }

  private static void seatAgain(Job job) {
    job.seat(job.canRun() && job.lane().take());
  }

  private void plan() {
    planned.clear();
    int readable = prefillRows;
    boolean hasRoom = true;
    for (Job job : running) {
      if (!job.isSeated() || !job.canRun()) {
        continue;
      }
      job.takeAppended();
      if (job.kv() == null) {
        hasRoom = hasRoom && begin(job) != KvRoom.Beginning.NO_ROOM;
      }
      if (job.kv() == null) {
        continue;
      }
      boolean reads = job.reads();
      int rows = job.plan(reads ? readable : 1);
      readable -= reads ? rows : 0;
      if (rows > 0) {
        planned.add(job);
      }
    }
  }

  private KvRoom.Beginning begin(Job job) {
    try {
      return room.begin(job, running);
    } catch (RuntimeException | Error failure) {
      fail(job, failure);
      return KvRoom.Beginning.WAITS;
    }
  }

  private void forward() {
    batch.clear();
    for (Job job : planned) {
      job.fill(batch);
    }
    if (closed) {
      return;
    }
    try {
      engine.forward(batch);
    } catch (RuntimeException | Error failure) {
      if (!closed) {
        planned.forEach(job -> fail(job, failure));
      }
      return;
    }
    counters.stepped(batch.rows());
    for (Job job : planned) {
      try {
        job.read(batch, logProbs);
      } catch (RuntimeException | Error failure) {
        fail(job, failure);
      }
    }
  }

  /** Ends one job; what it had of KV may be broken. */
  private void fail(Job job, Throwable failure) {
    if (loggedCauses.add(failure.getClass().getName())) {
      LOG.log(Level.WARNING, "A generation failed; the same cause is not logged again.", failure);
    }
    if (!job.isOver()) {
      room.drop(job);
      counters.failed();
      tell(job, failure);
    }
  }

  private void endAll() {
    dismiss();
    for (Lane lane : lanes) {
      for (Job job = lane.withdraw(); job != null; job = lane.withdraw()) {
        running.add(job);
      }
    }
    for (Job job : running) {
      room.drop(job);
      tell(job, new CancellationException("the generator is closed"));
    }
    running.clear();
    room.clear();
    report();
  }

  private void tell(Job job, Throwable failure) {
    try {
      job.fail(failure);
    } catch (RuntimeException | Error deaf) {
      LOG.log(Level.WARNING, "A listener failed to take a failure.", deaf);
    }
  }

  private void report() {
    runningJobs = running.size();
    keptPrefixes = room.kept();
    kvBytes = engine.kvBytes();
  }
}
