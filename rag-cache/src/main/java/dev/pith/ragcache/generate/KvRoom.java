package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.engine.KvSequence;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives jobs the KV that they begin with, keeps the KV of those that ended, and holds all of it
 * within a limit. Not thread-safe.
 */
final class KvRoom {

  /** What came of the wish of a job to begin. */
  enum Beginning {
    /** It has KV. */
    DONE,
    /** It should wait: a job before it is about to have more of its text. */
    WAITS,
    /** There is no room for it, nor for one that comes after it. */
    NO_ROOM
  }

  /** A job begins to wait for another that will soon have so many more of its tokens. */
  private static final int WORTH_WAITING = 16;

  private static final Logger LOG = System.getLogger(KvRoom.class.getName());

  private final KvEngine engine;
  private final long maxBytes;
  private final boolean keeps;
  private final PrefixCache cache = new PrefixCache();

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
   * Lets a job begin with the longest prefix of its text that has KV anywhere, at least its last
   * token excepted.
   *
   * @param running all jobs, in the order in which they get rows
   */
  Beginning begin(Job job, List<Job> running) {
    int limit = job.skippable();
    PrefixCache.Hit hit = cache.find(job.salt(), job.tokens(), limit);
    KvSequence source = hit == null ? null : hit.kv();
    boolean shares = true;
    int length = hit == null ? 0 : hit.length();
    int shared = 0;
    int coming = 0;
    boolean before = true;
    for (Job other : running) {
      before &= other != job;
      if (other == job || !other.sharesKvWith(job) || !other.salt().equals(job.salt())) {
        continue;
      }
      int common = job.commonPrefix(other, limit);
      shared = Math.max(shared, Math.min(common, other.kvLength()));
      if (shared > length) {
        source = other.kv();
        shares = other.sharesKv();
        length = shared;
      }
      if (before && other.isSeated()) {
        coming = Math.max(coming, common);
      }
    }
    if (job.waitsFor(coming - length, WORTH_WAITING)) {
      return Beginning.WAITS;
    }
    if (!admits(job, shared, running)) {
      return Beginning.NO_ROOM;
    }
    job.begin(source == null ? engine.newSequence(false) : prefix(source, length), shares);
    return Beginning.DONE;
  }

  /**
   * Makes room for the rows that jobs are about to run: first the KV of ended jobs goes, then that
   * of jobs without a place, then that of the ones that came last, which leave the plan.
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
      drop(victim);
      planned.remove(victim);
      given++;
    }
    return given;
  }

  /** Takes the KV of a job that has ended by itself or was cancelled, or hands it over. */
  void keep(Job job) {
    int length = job.kvLength();
    boolean shares = job.sharesKv();
    KvSequence kv = job.release();
    if (kv == null) {
      return;
    }
    Consumer<KvSequence> heir = job.heir();
    if (heir != null) {
      handOver(kv, heir);
    } else if (keeps && shares) {
      cache.put(job.salt(), job.tokens(), length, kv);
    } else {
      kv.close();
    }
  }

  /** Frees the KV of a job. */
  void drop(Job job) {
    KvSequence kv = job.release();
    if (kv != null) {
      kv.close();
    }
  }

  /** Frees the KV of all jobs that ended. */
  void clear() {
    cache.clear();
  }

  /** Returns of how many ended jobs KV is kept. */
  int kept() {
    return cache.size();
  }

  /**
   * Tells whether a job may begin without pushing another out: nobody runs, or what all of them
   * need for the text that they have fits.
   *
   * @param shared how many tokens of its text running jobs have
   */
  private boolean admits(Job job, int shared, List<Job> running) {
    List<KvSequence> held = new ArrayList<>();
    boolean alone = true;
    long bytes = growthBytes(shared, job.length() + 1);
    for (Job other : running) {
      KvSequence kv = other.kv();
      if (kv != null) {
        held.add(kv);
        alone &= !other.isSeated();
        bytes += growthBytes(other.kvLength(), other.length() + 1);
      }
    }
    return alone || engine.kvBytes(held) + bytes <= maxBytes;
  }

  private static void handOver(KvSequence kv, Consumer<KvSequence> heir) {
    try {
      heir.accept(kv);
    } catch (RuntimeException | Error refused) {
      LOG.log(Level.WARNING, "KV was handed over to nobody; it is freed.", refused);
      kv.close();
    }
  }

  private static KvSequence prefix(KvSequence source, int length) {
    KvSequence prefix = source.fork();
    prefix.truncate(length);
    return prefix;
  }

  private long neededBytes(List<Job> planned) {
    long bytes = 0;
    for (Job job : planned) {
      bytes += growthBytes(job.kvLength(), job.kvLength() + job.rows());
    }
    return bytes;
  }

  /** Returns what a sequence takes at most to become longer. */
  private long growthBytes(int from, int to) {
    return engine.kvBytesOf(to, false) - engine.kvBytesOf(from, false) + spareBytes();
  }

  /** Returns what a sequence may take on top: to write into a block that is shared copies it. */
  private long spareBytes() {
    return engine.kvBytesOf(1, false);
  }

  /** Returns the job to push out; null when at most one job could run on. */
  private static @Nullable Job victim(List<Job> running) {
    Job last = null;
    int seated = 0;
    for (int i = running.size() - 1; i >= 0; i--) {
      Job job = running.get(i);
      if (job.kv() == null) {
        continue;
      }
      if (!job.isSeated()) {
        return job;
      }
      last = last == null ? job : last;
      seated++;
    }
    return seated > 1 ? last : null;
  }
}
