package dev.pith.ragcache.engine.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Maps the tensors of a file. As many neighbours as fit share one window; a tensor that is longer
 * than a window gets several, cut between rows.
 */
final class TensorWindows {

  /** Where the bytes of a file are. */
  interface Bytes {
    /** Returns those from an offset to another, read only. */
    ByteBuffer map(long start, long end) throws IOException;
  }

  private final Path file;
  private final Bytes bytes;
  private final int maxBytes;
  private final Map<String, GgufTensor> mapped = new HashMap<>();

  private TensorWindows(Path file, Bytes bytes, int maxBytes) {
    this.file = file;
    this.bytes = bytes;
    this.maxBytes = maxBytes;
  }

  /**
   * Returns the tensors by name, in the order of the list.
   *
   * @param maxBytes how long a window may be; a row is never longer
   */
  static Map<String, GgufTensor> map(
      Path file, Bytes bytes, List<TensorEntry> entries, int maxBytes) throws IOException {
    TensorWindows windows = new TensorWindows(file, bytes, maxBytes);
    List<TensorEntry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(TensorEntry::start));
    windows.mapAll(ordered);
    Map<String, GgufTensor> inListOrder = new LinkedHashMap<>();
    for (TensorEntry entry : entries) {
      inListOrder.put(entry.name(), windows.mapped.get(entry.name()));
    }
    return Collections.unmodifiableMap(inListOrder);
  }

  private void mapAll(List<TensorEntry> ordered) throws IOException {
    int from = 0;
    while (from < ordered.size()) {
      TensorEntry first = ordered.get(from);
      int to = from + 1;
      if (first.bytes() > maxBytes) {
        mapLong(first);
      } else {
        while (to < ordered.size() && ordered.get(to).end() - first.start() <= maxBytes) {
          to++;
        }
        mapTogether(ordered.subList(from, to));
      }
      from = to;
    }
  }

  private void mapTogether(List<TensorEntry> neighbours) throws IOException {
    long start = neighbours.get(0).start();
    ByteBuffer window = bytes.map(start, neighbours.get(neighbours.size() - 1).end());
    for (TensorEntry entry : neighbours) {
      ByteBuffer rows = window.slice((int) (entry.start() - start), (int) entry.bytes());
      mapped.put(entry.name(), new GgufTensor(file, entry, entry.rows(), List.of(rows)));
    }
  }

  private void mapLong(TensorEntry entry) throws IOException {
    int rowsPerWindow = maxBytes / entry.rowBytes();
    List<ByteBuffer> windows = new ArrayList<>();
    for (int row = 0; row < entry.rows(); row += rowsPerWindow) {
      long start = entry.start() + (long) row * entry.rowBytes();
      long end = Math.min(entry.end(), start + (long) rowsPerWindow * entry.rowBytes());
      windows.add(bytes.map(start, end));
    }
    mapped.put(entry.name(), new GgufTensor(file, entry, rowsPerWindow, windows));
  }
}
