package dev.pith.ragcache.reuse;

import dev.pith.ragcache.plan.ChunkKey;
import java.util.List;

/**
 * The names of a prompt's segments, and of all that stands before each.
 *
 * @param segments of the tokens of each segment
 * @param before of all tokens before each segment, those between segments included
 */
record PromptKeys(List<ChunkKey> segments, List<ChunkKey> before) {

  /**
   * Names the segments of a prompt.
   *
   * @param scope in which they are read
   */
  static PromptKeys of(ChunkedPrompt prompt, String scope) {
    List<Span> spans = prompt.segments();
    return new PromptKeys(
        spans.stream().map(span -> ChunkKey.of(scope, prompt.tokensOf(span))).toList(),
        spans.stream().map(span -> ChunkKey.of(scope, prompt.tokensBefore(span))).toList());
  }
}
