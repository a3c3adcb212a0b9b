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
 * @param seamless whether nothing else stands before it, and every segment there was reused as it
 *     was: the KV behind the same prefix is then exactly that of a prefill
 */
record Place(
    ChunkKey key, Span span, List<ChunkKey> prefix, int[] prefixLengths, boolean seamless) {}
