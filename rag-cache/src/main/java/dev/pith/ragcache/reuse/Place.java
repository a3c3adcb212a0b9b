package dev.pith.ragcache.reuse;

import dev.pith.ragcache.plan.ChunkKey;
import java.util.List;

/**
 * Where a segment stands in a prompt.
 *
 * @param key the segment's name
 * @param span its tokens
 * @param prefix the segments before it, in their order: S_new
 * @param prefixLengths their tokens
 * @param before the name of all tokens before it, those between segments included
 * @param exactBefore whether the KV of all of these will be that of a prefill
 */
record Place(
    ChunkKey key,
    Span span,
    List<ChunkKey> prefix,
    int[] prefixLengths,
    ChunkKey before,
    boolean exactBefore) {}
