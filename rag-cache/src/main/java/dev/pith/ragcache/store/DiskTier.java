package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.UseScore;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * KV in files, one for each variant, at most so many bytes of them. Thread-safe; nothing that a
 * disk or another process does is an error here.
 */
final class DiskTier {

  /*
   * One thread writes and deletes; everyone reads. Files are never changed, only replaced as a
   * whole or deleted, so that several processes can use a directory without a word between them:
   * each looks through it now and then. Which file leaves is told by use scores and by the order
   * of writing, which the files carry; no clock is read for it.
   */

  private static final Logger LOG = System.getLogger("pith.store");
  private static final long FLUSH_SECONDS = 60;

  private final DiskSettings settings;
  private final VariantIndex index;
  private final DiskDirectory.Listener listener;
  private final ExecutorService worker;
  private final LongSupplier nanos;
  private final FileCalls calls;
  private final FileName names;
  private final VariantWriter writer;
  private final WriteQueue queue;
  private final DiskDirectory directory;
  private final KeptScores scores;
  private final AtomicBoolean scoresWait = new AtomicBoolean();
  private final DiskCounters counters = new DiskCounters();
  private volatile boolean closed;

  /** Whether the last write failed, and until when no other is tried then. */
  private volatile boolean failing;

  private volatile long pauseEnd;

  /**
   * Creates a tier that has not looked at its directory yet.
   *
   * @param index knows the use scores of variants
   */
  DiskTier(
      DiskSettings settings,
      VariantIndex index,
      DiskDirectory.Listener listener,
      StoreThreads threads,
      FileCalls calls) {
    this.settings = settings;
    this.index = index;
    this.listener = listener;
    this.worker = threads.writer();
    this.nanos = threads.nanos();
    this.calls = calls;
    this.names = new FileName(settings.scope());
    this.writer = new VariantWriter(settings.directory(), settings.scope(), names, calls);
    this.queue = new WriteQueue(settings.queueBytes());
    this.directory = new DiskDirectory(settings, names, listener, counters, nanos);
    this.scores = new KeptScores(settings.directory(), names, index, calls, counters);
  }

  /** Looks at the directory; headers are read later, or when their chunk is asked for. */
  void start() {
    try {
      calls.createDirectory(settings.directory());
      WholeFile.deleteRemains(settings.directory());
    } catch (IOException failure) {
      pause(failure);
    }
    scores.read();
    directory.lookIfDue();
    execute(this::readOn);
  }

  /** Tells the listener of all files of a chunk. */
  void reveal(ChunkKey chunk) {
    directory.lookIfDue();
    directory.readHeaders(chunk);
  }

  /** Tells whether a variant will be written, unless that fails. */
  boolean offer(Variant variant) {
    if (closed || isPaused() || !queue.add(variant)) {
      counters.notWritten.increment();
      return false;
    }
    if (!execute(() -> writeWaiting(variant.key()))) {
      queue.remove(variant);
      counters.notWritten.increment();
      return false;
    }
    return true;
  }

  /** Deletes the file of a variant, soon. */
  void remove(VariantKey key) {
    Variant waiting = queue.get(key);
    if (waiting != null) {
      queue.remove(waiting);
    }
    execute(() -> directory.delete(key));
  }

  /** Returns what a variant was worth to an earlier run, or to another process. */
  UseScore earlierScore(VariantKey key) {
    return scores.of(key);
  }

  /** Writes the use scores, soon. */
  void saveScores() {
    if (scoresWait.compareAndSet(false, true)) {
      execute(this::writeScores);
    }
  }

  /** Returns a variant that is not written yet. */
  @Nullable Variant waiting(VariantKey key) {
    return queue.get(key);
  }

  /** Opens the file of a variant; null when there is none that can be used. */
  @Nullable VariantFile open(VariantKey key) {
    return directory.open(key);
  }

  DiskStats stats() {
    FileTable table = directory.table();
    return counters.snapshot(
        table.size(), table.bytes() + scores.bytes(), queue.bytes(), scores.count());
  }

  /** Stops looking, and has the use scores written after what waits. */
  void beginClose() {
    closed = true;
    execute(this::writeScores);
  }

  /**
   * Waits until the worker, which must be shut down, has written what waits; but not for ever, as a
   * disk may hang.
   */
  void awaitWrites() {
    try {
      if (!worker.awaitTermination(FLUSH_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "chunk files were not all written in {0} s", FLUSH_SECONDS);
        worker.shutdownNow();
      }
    } catch (InterruptedException stop) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Reads headers chunk by chunk, so that writes need not wait for all. */
  private void readOn() {
    if (!closed && directory.readSomeHeaders()) {
      execute(this::readOn);
    }
  }

  private void writeWaiting(VariantKey key) {
    Variant variant = queue.get(key);
    if (variant == null) {
      return;
    }
    boolean written = false;
    try {
      written = !isPaused() && write(variant);
    } finally {
      queue.remove(variant);
      if (!written) {
        counters.notWritten.increment();
        if (!directory.table().contains(names.of(key))) {
          listener.onGone(key);
        }
      }
    }
  }

  private boolean write(Variant variant) {
    ChunkKvCodec.Layout layout = ChunkKvCodec.layout(variant.kv());
    try {
      return write(variant, settings.format().codec(layout));
    } catch (ArithmeticException doesNotFit) {
      return write(variant, layout.exactFormat());
    }
  }

  private boolean write(Variant variant, ChunkKvCodec.Format format) {
    VariantHeader header = writer.header(variant, format, directory.table().nextSequence());
    if (!makeRoom(header)) {
      return false;
    }
    try {
      if (failing) {
        calls.createDirectory(settings.directory());
      }
      writer.write(variant, header);
    } catch (IOException failure) {
      pause(failure);
      return false;
    }
    directory.table().written(names.of(variant.key()), header);
    counters.written.increment();
    resume();
    return true;
  }

  private void writeScores() {
    scoresWait.set(false);
    if (isPaused() && !closed) {
      return;
    }
    try {
      if (scores.save(settings.maxBytes() - directory.table().bytes())) {
        resume();
      }
    } catch (IOException failure) {
      pause(failure);
    }
  }

  /** Deletes what is worth least until a file has room, and tells whether it has. */
  private boolean makeRoom(VariantHeader header) {
    if (header.fileBytes() > settings.maxBytes() - scores.bytes()) {
      return false;
    }
    directory.lookIfDue();
    boolean room = hasRoom(header);
    while (!room && directory.readSomeHeaders()) {
      room = hasRoom(header); // some may have been torn
    }
    while (!room && directory.deleteLeast(index::useScore, header.key())) {
      room = hasRoom(header);
    }
    return room;
  }

  private boolean hasRoom(VariantHeader header) {
    FileTable table = directory.table();
    long others = table.bytes() - table.bytesOf(names.of(header.key())) + scores.bytes();
    return others <= settings.maxBytes() - header.fileBytes();
  }

  private void pause(IOException failure) {
    counters.outages.increment();
    pauseEnd = nanos.getAsLong() + settings.pause().toNanos();
    if (!failing) {
      failing = true;
      LOG.log(
          Level.WARNING,
          "chunk files cannot be written in {0}, memory goes on: {1}",
          settings.directory(),
          failure.toString());
    }
  }

  private void resume() {
    if (failing) {
      failing = false;
      LOG.log(Level.INFO, "chunk files are written again in {0}", settings.directory());
    }
  }

  private boolean isPaused() {
    return failing && nanos.getAsLong() - pauseEnd < 0;
  }

  private boolean execute(Runnable task) {
    try {
      worker.execute(task);
      return true;
    } catch (RejectedExecutionException closing) {
      return false;
    }
  }
}
