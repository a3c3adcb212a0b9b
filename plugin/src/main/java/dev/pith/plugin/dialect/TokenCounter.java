package dev.pith.plugin.dialect;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Counts the tokens one stream has generated, by every source at once.
 *
 * <p>A source is trusted only while it covers the stream: ids and log-probabilities if every chunk
 * with text had them, running totals if the last chunk with text had them. Not thread-safe.
 */
final class TokenCounter {
  private long chunks;
  private long chars;
  private long ids;
  private long chunksWithIds;
  private long logprobs;
  private long chunksWithLogprobs;
  private OptionalLong usage = OptionalLong.empty();
  private OptionalLong timings = OptionalLong.empty();

  void onChunk(ChatChunk chunk) {
    boolean output = chunk.hasOutput();
    OptionalInt newIds = chunk.tokenIds();
    int newLogprobs = chunk.logprobEntries();
    ids += newIds.orElse(0);
    logprobs += newLogprobs;
    if (output) {
      chunks++;
      chars += chunk.reasoning().length() + chunk.content().length();
      chunksWithIds += newIds.isPresent() ? 1 : 0;
      chunksWithLogprobs += newLogprobs > 0 ? 1 : 0;
    }
    usage = newest(usage, Json.count(chunk.root().path("usage"), "completion_tokens"), output);
    timings = newest(timings, chunk.predictedTokens(), output);
  }

  /** Returns the tokens so far, from the best source that covers them. */
  TokenCount count() {
    if (chunks > 0 && chunksWithIds == chunks) {
      return new TokenCount(ids, CountSource.IDS);
    }
    if (usage.isPresent()) {
      return new TokenCount(usage.getAsLong(), CountSource.USAGE);
    }
    if (timings.isPresent()) {
      return new TokenCount(timings.getAsLong(), CountSource.TIMINGS);
    }
    if (chunks > 0 && chunksWithLogprobs == chunks) {
      return new TokenCount(logprobs, CountSource.LOGPROBS);
    }
    return TokenCount.ofPieces(chunks, chars);
  }

  private static OptionalLong newest(OptionalLong before, OptionalLong now, boolean output) {
    return now.isPresent() || output ? now : before;
  }
}
