package dev.pith.ragcache.reuse;

import dev.pith.ragcache.store.LoadedChunk;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a segment of a prompt.
 *
 * @param index which segment
 * @param place where it stands
 * @param reuse what of a stored variant is taken; null when all of it is computed
 * @param chunk the stored variant; null when all of it is computed
 * @param exact whether its KV will be that of a prefill without reuse
 */
record SegmentPlan(
    int index, Place place, @Nullable Reuse reuse, @Nullable LoadedChunk chunk, boolean exact) {

  static SegmentPlan computed(int index, Place place) {
    return new SegmentPlan(index, place, null, null, place.exactBefore());
  }

  /**
   * Returns the plan for a stored segment.
   *
   * @param whole whether all of its tokens run through all layers
   */
  static SegmentPlan hit(int index, Place place, Reuse reuse, LoadedChunk chunk, boolean whole) {
    boolean same = chunk.profile().isExactBehind(place.before());
    return new SegmentPlan(index, place, reuse, chunk, place.exactBefore() && (same || whole));
  }

  Span span() {
    return place.span();
  }

  boolean hit() {
    return chunk != null;
  }
}
