package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
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

  /** Is told of every variant that comes or goes, not while a lock of this tier is held. */
  interface Listener {
    /** A file was found. */
    void onPresent(VariantKey key, ContextProfile profile);

    /** There is no file any more, and none will be written. */
    void onGone(VariantKey key);
  }

  private final DiskSettings settings;
  private final ToDoubleFunction<VariantKey> worth;
  private final Listener listener;
  private final ExecutorService worker;
  private final LongSupplier nanos;
  private final FileCalls calls;
  private final FileName names;
  private final VariantWriter writer;
  private final FileTable table = new FileTable();
  private final WriteQueue queue;
  private final DiskCounters counters = new DiskCounters();
  private final AtomicLong nextLook;
  private volatile boolean closed;

  /** Whether the last write failed, and until when no other is tried then. */
  private volatile boolean failing;

  private volatile long pauseEnd;

  /**
   * Creates a tier that has not looked at its directory yet.
   *
   * @param worth the use score of a variant
   */
  DiskTier(
      DiskSettings settings,
      ToDoubleFunction<VariantKey> worth,
      Listener listener,
      StoreThreads threads,
      FileCalls calls) {
    this.settings = settings;
    this.worth = worth;
    this.listener = listener;
    this.worker = threads.writer();
    this.calls = calls;
    this.nanos = threads.nanos();
    this.names = new FileName(settings.scope());
    this.writer = new VariantWriter(settings.directory(), settings.scope(), names, calls);
    this.queue = new WriteQueue(settings.queueBytes());
    this.nextLook = new AtomicLong(nanos.getAsLong());
  }

  /** Looks at the directory; headers are read later, or when their chunk is asked for. */
  void start() {
    try {
      calls.createDirectory(settings.directory());
      VariantWriter.deleteRemains(settings.directory());
    } catch (IOException failure) {
      pause(failure);
    }
    lookIfDue();
    execute(this::readSomeHeader);
  }

  /** Tells the listener of all files of a chunk. */
  void reveal(ChunkKey chunk) {
    lookIfDue();
    for (String name : table.takeUnread(chunk)) {
      readHeader(name);
    }
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
    execute(() -> delete(names.of(key)));
  }

  /** Returns a variant that is not written yet. */
  @Nullable Variant waiting(VariantKey key) {
    return queue.get(key);
  }

  /** Opens the file of a variant; null when there is none that can be used. */
  @Nullable VariantFile open(VariantKey key) {
    String name = names.of(key);
    try {
      VariantFile file =
          VariantFile.open(
              path(name),
              settings.scope(),
              damage -> {
                counters.lost.increment();
                reject(name, damage);
                listener.onGone(key);
              });
      requireName(name, file.header());
      return file;
    } catch (IOException unusable) {
      drop(name, unusable);
      listener.onGone(key);
      return null;
    }
  }

  DiskStats stats() {
    return counters.snapshot(table.size(), table.bytes(), queue.bytes());
  }

  /**
   * Stops looking and waits until the worker, which must be shut down, has written what waits; but
   * not for ever, as a disk may hang.
   */
  void awaitWrites() {
    closed = true;
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
        if (!table.contains(names.of(key))) {
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
    VariantHeader header = writer.header(variant, format, table.nextSequence());
    String name = names.of(variant.key());
    if (!makeRoom(header, name)) {
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
    table.written(name, header);
    counters.written.increment();
    if (failing) {
      failing = false;
      LOG.log(Level.INFO, "chunk files are written again in {0}", settings.directory());
    }
    return true;
  }

  /** Deletes what is worth least until a file has room, and tells whether it has. */
  private boolean makeRoom(VariantHeader header, String name) {
    long room = settings.maxBytes() - header.fileBytes();
    if (room < 0) {
      return false;
    }
    lookIfDue();
    if (table.bytes() - table.bytesOf(name) > room) {
      readAllHeaders();
    }
    while (table.bytes() - table.bytesOf(name) > room) {
      VariantKey least = table.leastWorth(worth, header.key());
      if (least == null) {
        return false;
      }
      delete(names.of(least));
      counters.evictions.increment();
      listener.onGone(least);
    }
    return true;
  }

  private void lookIfDue() {
    long now = nanos.getAsLong();
    long due = nextLook.get();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + settings.refresh().toNanos())) {
      look();
    }
  }

  private void look() {
    long look = table.beginLook();
    List<FileTable.Found> found = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(settings.directory())) {
      for (Path path : paths) {
        String name = path.getFileName().toString();
        ChunkKey chunk = names.chunk(name).orElse(null);
        FileTable.Stamp stamp = chunk == null ? null : stamp(name);
        if (chunk != null && stamp != null) {
          found.add(new FileTable.Found(name, chunk, stamp));
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      counters.unreadable.increment();
      return;
    }
    table.endLook(look, found).forEach(listener::onGone);
  }

  private void readSomeHeader() {
    ChunkKey chunk = table.anyUnread();
    if (chunk != null && !closed) {
      table.takeUnread(chunk).forEach(this::readHeader);
      execute(this::readSomeHeader);
    }
  }

  private void readAllHeaders() {
    for (ChunkKey chunk = table.anyUnread(); chunk != null; chunk = table.anyUnread()) {
      table.takeUnread(chunk).forEach(this::readHeader);
    }
  }

  private void readHeader(String name) {
    try {
      VariantHeader header = VariantFile.readHeader(path(name), settings.scope());
      requireName(name, header);
      table.read(name, header);
      listener.onPresent(header.key(), header.profile());
    } catch (IOException unusable) {
      drop(name, unusable);
    }
  }

  private void requireName(String name, VariantHeader header) throws RejectedFileException {
    if (!names.of(header.key()).equals(name)) {
      throw new RejectedFileException(Rejection.FOREIGN, "it is that of " + header.key());
    }
  }

  private void drop(String name, IOException unusable) {
    if (unusable instanceof RejectedFileException rejection) {
      reject(name, rejection);
    } else if (unusable instanceof NoSuchFileException) {
      table.remove(name);
    } else {
      // The next look finds it again.
      counters.unreadable.increment();
      table.remove(name);
    }
  }

  private void reject(String name, RejectedFileException rejection) {
    counters.rejected(rejection.reason());
    LOG.log(
        Level.WARNING,
        "chunk file {0} is not used ({1}): {2}",
        path(name),
        rejection.reason(),
        rejection.getMessage());
    if (rejection.reason() == Rejection.TORN) {
      delete(name);
    } else {
      table.reject(name, stamp(name));
    }
  }

  private void delete(String name) {
    table.remove(name);
    try {
      Files.deleteIfExists(path(name));
    } catch (IOException stays) {
      table.reject(name, stamp(name));
    }
  }

  private FileTable.@Nullable Stamp stamp(String name) {
    try {
      return FileTable.Stamp.of(Files.readAttributes(path(name), BasicFileAttributes.class));
    } catch (IOException gone) {
      return null;
    }
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

  private Path path(String name) {
    return settings.directory().resolve(name);
  }
}
