package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ChunkKey;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which files the directory has, as of the last look and of what was done since. Thread-safe; it
 * reads no files.
 */
final class FileTable {

  private final Map<String, Entry> files = new HashMap<>();
  private final Map<ChunkKey, Set<Entry>> unread = new HashMap<>();
  private final Map<String, Stamp> rejected = new HashMap<>();
  private long bytes;
  private long sequence;
  private long looks;

  /** What tells one file from another one of the same name. */
  record Stamp(long bytes, FileTime modified, @Nullable Object key) {

    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
  }

  /** A file that a look has found. */
  record Found(String name, ChunkKey chunk, Stamp stamp) {}

  /** Begins a look at the directory, and returns its number. */
  synchronized long beginLook() {
    return ++looks;
  }

  /**
   * Takes over what a look has found.
   *
   * @return the variants whose files have vanished
   */
  synchronized List<VariantKey> endLook(long look, List<Found> found) {
    Set<String> names = new LinkedHashSet<>();
    for (Found each : found) {
      names.add(each.name());
      if (!files.containsKey(each.name()) && !each.stamp().equals(rejected.get(each.name()))) {
        Entry entry = new Entry(each.name(), each.chunk(), each.stamp().bytes(), look);
        add(entry);
        unread.computeIfAbsent(entry.chunk, chunk -> new LinkedHashSet<>()).add(entry);
      }
    }
    rejected.keySet().retainAll(names);
    List<VariantKey> vanished = new ArrayList<>();
    for (Entry entry : List.copyOf(files.values())) {
      // What was written after the look began may not have been seen.
      if (entry.look < look && !names.contains(entry.name)) {
        remove(entry.name);
        if (entry.key != null) {
          vanished.add(entry.key);
        }
      }
    }
    return vanished;
  }

  /** Returns the files of a chunk whose headers were not read yet, and takes them as read. */
  synchronized List<String> takeUnread(ChunkKey chunk) {
    Set<Entry> entries = unread.remove(chunk);
    return entries == null ? List.of() : entries.stream().map(entry -> entry.name).toList();
  }

  /** Returns a chunk with files whose headers were not read yet; null when there is none. */
  synchronized @Nullable ChunkKey anyUnread() {
    Iterator<ChunkKey> chunks = unread.keySet().iterator();
    return chunks.hasNext() ? chunks.next() : null;
  }

  /** Notes what the header of a file says. */
  synchronized void read(String name, VariantHeader header) {
    Entry entry = files.get(name);
    if (entry != null) {
      entry.key = header.key();
      entry.sequence = header.sequence();
    }
    sequence = Math.max(sequence, header.sequence());
  }

  /** Notes a file that was written. */
  synchronized void written(String name, VariantHeader header) {
    remove(name);
    rejected.remove(name);
    // A look that is under way may not see it.
    add(new Entry(name, header.key().chunk(), header.fileBytes(), looks));
    read(name, header);
  }

  /** Forgets a file. */
  synchronized void remove(String name) {
    Entry entry = files.remove(name);
    if (entry != null) {
      bytes -= entry.bytes;
      Set<Entry> siblings = unread.get(entry.chunk);
      if (siblings != null && siblings.remove(entry) && siblings.isEmpty()) {
        unread.remove(entry.chunk);
      }
    }
  }

  /** Forgets a file until another one has its name. */
  synchronized void reject(String name, @Nullable Stamp stamp) {
    remove(name);
    if (stamp != null) {
      rejected.put(name, stamp);
    }
  }

  synchronized boolean contains(String name) {
    return files.containsKey(name);
  }

  /** Returns the next number in the order of writing. */
  synchronized long nextSequence() {
    return ++sequence;
  }

  /** Returns the variant that is worth least, of equal ones the one written first. */
  synchronized @Nullable VariantKey leastWorth(
      ToDoubleFunction<VariantKey> worth, VariantKey except) {
    Comparator<Entry> order =
        Comparator.<Entry>comparingDouble(
                entry -> entry.key == null ? 0 : worth.applyAsDouble(entry.key))
            .thenComparingLong(entry -> entry.sequence)
            .thenComparing(entry -> entry.name);
    return files.values().stream()
        .filter(entry -> entry.key != null && !entry.key.equals(except))
        .min(order)
        .map(entry -> entry.key)
        .orElse(null);
  }

  synchronized long bytesOf(String name) {
    Entry entry = files.get(name);
    return entry == null ? 0 : entry.bytes;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int size() {
    return files.size();
  }

  private void add(Entry entry) {
    files.put(entry.name, entry);
    bytes += entry.bytes;
  }

  /** A file; guarded by the table. */
  private static final class Entry {

    private final String name;
    private final ChunkKey chunk;
    private final long bytes;
    private final long look;
    private @Nullable VariantKey key;
    private long sequence;

    Entry(String name, ChunkKey chunk, long bytes, long look) {
      this.name = name;
      this.chunk = chunk;
      this.bytes = bytes;
      this.look = look;
    }
  }
}
