package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.engine.KvSequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives jobs the KV that they begin with, keeps the KV of those that ended, and holds all of it
 * within a limit. Not thread-safe.
 */
final class KvRoom {

  /** A job begins to wait for another that will soon have so many more of its tokens. */
  private static final int WORTH_WAITING = 16;

  private final KvEngine engine;
  private final long maxBytes;
  private final boolean keeps;
  private final PrefixCache cache = new PrefixCache();

  /** Whether a job had to give its KV away, and none has ended since. */
  private boolean tight;

  /**
   * Creates the room.
   *
   * @param keeps whether the KV of ended jobs is kept as long as there is room
   */
  KvRoom(KvEngine engine, long maxBytes, boolean keeps) {
    this.engine = engine;
    this.maxBytes = maxBytes;
    this.keeps = keeps;
  }

  /**
   * Returns the longest text that fits when nothing else needs room.
   *
   * @param most the answer is not above this
   */
  int longestText(int most) {
    int fits = 0;
    int tooLong = most + 1;
    while (tooLong - fits > 1) {
      int length = (fits + tooLong) >>> 1;
      if (engine.kvBytesOf(length, false) + spareBytes() <= maxBytes) {
        fits = length;
      } else {
        tooLong = length;
      }
    }
    return fits;
  }

  /**
   * Tells whether a job may begin without pushing running ones out: nobody runs, or what all need
   * now fits.
   */
  boolean admits(Job job, List<Job> running) {
    long bytes = engine.kvBytesOf(job.length() + 1, false) + spareBytes();
    boolean alone = true;
    for (Job other : running) {
      if (other.kv() != null) {
        alone &= !other.canRun();
        bytes +=
            engine.kvBytesOf(other.length() + 1, false)
                - engine.kvBytesOf(other.inherited(), false)
                + spareBytes();
      }
    }
    return alone || (!tight && bytes <= maxBytes);
  }

  /**
   * Lets a job begin with the longest prefix of its text that has KV anywhere, at least its last
   * token excepted; or says that it should wait, because a job before it is about to have more.
   *
   * @param running all jobs, in the order in which they get rows
   * @return whether it has begun
   */
  boolean begin(Job job, List<Job> running) {
    int limit = job.skippable();
    PrefixCache.Hit hit = cache.find(job.salt(), job.tokens(), limit);
    KvSequence source = hit == null ? null : hit.kv();
    int length = hit == null ? 0 : hit.length();
    int coming = 0;
    boolean before = true;
    for (Job other : running) {
      before &= other != job;
      if (other == job || !other.salt().equals(job.salt())) {
        continue;
      }
      int common = job.commonPrefix(other, limit);
      if (Math.min(common, other.kvLength()) > length) {
        source = other.kv();
        length = Math.min(common, other.kvLength());
      }
      if (before && other.canRun()) {
        coming = Math.max(coming, common);
      }
    }
    if (job.waitsFor(coming - length, WORTH_WAITING)) {
      return false;
    }
    job.begin(source == null ? engine.newSequence(false) : prefix(source, length));
    return true;
  }

  /**
   * Makes room for the rows that jobs are about to run: first the KV of ended jobs goes, then that
   * of paused ones, then that of the ones that came last, which leave the plan.
   *
   * @param planned the jobs, with rows
   * @param running all jobs, in the order in which they get rows
   * @return how many jobs gave their KV away
   */
  int makeRoom(List<Job> planned, List<Job> running) {
    int given = 0;
    while (engine.kvBytes() + neededBytes(planned) > maxBytes) {
      if (cache.evict()) {
        continue;
      }
      Job victim = victim(running);
      if (victim == null) {
        break;
      }
      close(victim);
      tight |= planned.remove(victim);
      given++;
    }
    return given;
  }

  /** Takes the KV of a job that has ended by itself or was cancelled. */
  void keep(Job job) {
    int length = job.kvLength();
    KvSequence kv = job.release();
    tight = false;
    if (kv == null) {
      return;
    }
    if (keeps) {
      cache.put(job.salt(), job.tokens(), length, kv);
    } else {
      kv.close();
    }
  }

  /** Frees the KV of a job. */
  void drop(Job job) {
    close(job);
    tight = false;
  }

  /** Frees the KV of all jobs that ended. */
  void clear() {
    cache.clear();
  }

  /** Returns of how many ended jobs KV is kept. */
  int kept() {
    return cache.size();
  }

  private static KvSequence prefix(KvSequence source, int length) {
    KvSequence prefix = source.fork();
    prefix.truncate(length);
    return prefix;
  }

  private long neededBytes(List<Job> planned) {
    long bytes = 0;
    for (Job job : planned) {
      int length = job.kvLength();
      bytes +=
          engine.kvBytesOf(length + job.rows(), false)
              - engine.kvBytesOf(length, false)
              + spareBytes();
    }
    return bytes;
  }

  /** What a sequence may take on top: writing into a block that is shared copies it. */
  private long spareBytes() {
    return engine.kvBytesOf(1, false);
  }

  /** Returns the job to push out; null when at most one job could run on. */
  private static @Nullable Job victim(List<Job> running) {
    Job last = null;
    int able = 0;
    for (int i = running.size() - 1; i >= 0; i--) {
      Job job = running.get(i);
      if (job.kv() == null) {
        continue;
      }
      if (!job.canRun()) {
        return job;
      }
      last = last == null ? job : last;
      able++;
    }
    return able > 1 ? last : null;
  }

  private static void close(Job job) {
    KvSequence kv = job.release();
    if (kv != null) {
      kv.close();
    }
  }
}
