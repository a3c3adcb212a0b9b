package dev.pith.ragcache.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variants that wait to be written, at most so many bytes of them. Thread-safe. */
final class WriteQueue {

  private final long maxBytes;
  private final Map<VariantKey, Variant> waiting = new HashMap<>();
  private long bytes;

  WriteQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Adds a variant, in place of one with the same key, and tells whether there is room. A variant
   * that is larger than the limit may wait alone.
   */
  synchronized boolean add(Variant variant) {
    Variant before = waiting.get(variant.key());
    long after = bytes + variant.kv().bytes() - (before == null ? 0 : before.kv().bytes());
    boolean alone = waiting.isEmpty() || (waiting.size() == 1 && before != null);
    if (after > maxBytes && !alone) {
      return false;
    }
    waiting.put(variant.key(), variant);
    bytes = after;
    return true;
  }

  synchronized @Nullable Variant get(VariantKey key) {
    return waiting.get(key);
  }

  /** Removes a variant unless another one took its place. */
  synchronized void remove(Variant variant) {
    if (waiting.remove(variant.key(), variant)) {
      bytes -= variant.kv().bytes();
    }
  }

  synchronized long bytes() {
    return bytes;
  }
}
