package dev.pith.ragcache.store;

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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The files of a scope in a directory that other processes use, too: finds, opens and deletes them.
 * Thread-safe. What it cannot use it counts, and takes for absent.
 */
final class DiskDirectory {

  private static final Logger LOG = System.getLogger("pith.store");

  private static final Comparator<VariantHeader> AS_WRITTEN =
      Comparator.comparingLong(VariantHeader::sequence)
          .thenComparing(header -> header.key().digest());

  /** Is told of every variant that comes or goes, not while the table is locked. */
  interface Listener {
    /** A file was found. */
    void onPresent(VariantKey key, ContextProfile profile);

    /** There is no file any more, and none will be written. */
    void onGone(VariantKey key);
  }

  private final DiskSettings settings;
  private final FileName names;
  private final Listener listener;
  private final DiskCounters counters;
  private final LongSupplier nanos;
  private final AtomicLong nextLook;
  private final FileTable table = new FileTable();

  /**
   * Held while the headers of a chunk are read: who asks for the chunk meanwhile waits for them.
   */
  private final Object reading = new Object();

  DiskDirectory(
      DiskSettings settings,
      FileName names,
      Listener listener,
      DiskCounters counters,
      LongSupplier nanos) {
    this.settings = settings;
    this.names = names;
    this.listener = listener;
    this.counters = counters;
    this.nanos = nanos;
    this.nextLook = new AtomicLong(nanos.getAsLong());
  }

  FileTable table() {
    return table;
  }

  /** Looks through the directory unless that was done lately. */
  void lookIfDue() {
    long now = nanos.getAsLong();
    long due = nextLook.get();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + settings.refresh().toNanos())) {
      look();
    }
  }

  /** Tells the listener of the files of a chunk whose headers were not read yet, oldest first. */
  void readHeaders(ChunkKey chunk) {
    synchronized (reading) {
      List<VariantHeader> headers = new ArrayList<>();
      table.takeUnread(chunk).forEach(name -> readHeader(name, headers));
      headers.sort(AS_WRITTEN);
      headers.forEach(header -> listener.onPresent(header.key(), header.profile()));
    }
  }

  /** Reads the headers of some chunk, and tells whether there was one that was not read yet. */
  boolean readSomeHeaders() {
    ChunkKey chunk = table.anyUnread();
    if (chunk == null) {
      return false;
    }
    readHeaders(chunk);
    return true;
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

  /** Deletes the file of a variant. */
  void delete(VariantKey key) {
    delete(names.of(key));
  }

  /**
   * Deletes the file that is worth least, of equal ones the first one written.
   *
   * @param except is not deleted
   * @return false when there is none
   */
  boolean deleteLeast(ToDoubleFunction<VariantKey> worth, VariantKey except) {
    VariantKey least = table.leastWorth(worth, except);
    if (least == null) {
      return false;
    }
    delete(least);
    counters.evictions.increment();
    listener.onGone(least);
    return true;
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

  private void readHeader(String name, List<VariantHeader> headers) {
    try {
      VariantHeader header = VariantFile.readHeader(path(name), settings.scope());
      requireName(name, header);
      table.read(name, header);
      headers.add(header);
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

  private Path path(String name) {
    return settings.directory().resolve(name);
  }
}
