package dev.pith.ragcache.reuse;

import dev.pith.ragcache.plan.ChunkKey;
import java.util.List;

/** Where a segment stands in a prompt. Immutable; its array is shared, not copied. */
final class Place {
  private final ChunkKey key;
  private final Span span;
  private final List<ChunkKey> prefix;
  private final int[] prefixLengths;
  private final ChunkKey before;
  private final boolean exactBefore;

  /**
   * Takes a place.
   *
   * @param key the segment's name
   * @param span its tokens
   * @param prefix the segments before it, in their order: S_new
   * @param prefixLengths their tokens; the caller keeps no hold of it
   * @param before the name of all tokens before it, those between segments included
   * @param exactBefore whether the KV of all of these will be that of a prefill
   */
  Place(
      ChunkKey key,
      Span span,
      List<ChunkKey> prefix,
      int[] prefixLengths,
      ChunkKey before,
      boolean exactBefore) {
    this.key = key;
    this.span = span;
    this.prefix = prefix;
    this.prefixLengths = prefixLengths;
    this.before = before;
    this.exactBefore = exactBefore;
  }

  ChunkKey key() {
    return key;
  }

  Span span() {
    return span;
  }

  List<ChunkKey> prefix() {
    return prefix;
  }

  /** Returns the tokens of each segment before it; callers do not change it. */
  int[] prefixLengths() {
    return prefixLengths;
  }

  ChunkKey before() {
    return before;
  }

  boolean exactBefore() {
    return exactBefore;
  }
}
