package dev.pith.eval.replay;

/**
 * How a replay server sends what it remembers.
 *
 * @param shape where the thinking goes in a reply
 * @param tokensPerSecond rate of one stream; 0 sends as fast as the client reads
 * @param tokensPerChunk tokens in one event, at least 1
 * @param networkChunkBytes bytes in one write, at least 1; 0 writes whole events. Small values cut
 *     events, and characters, in two.
 * @param stamped whether each event carries the {@link System#nanoTime} at which it was made, as
 *     {@value #STAMP}: a client in the same process sees how long it was on its way
 */
public record ReplaySettings(
    Shape shape,
    double tokensPerSecond,
    int tokensPerChunk,
    int networkChunkBytes,
    boolean stamped) {
  /** The member of a chunk that holds its time. */
  public static final String STAMP = "sent_nanos";

  /** Where the thinking goes in a reply. */
  public enum Shape {
    /** The member {@code reasoning_content}. */
    REASONING_CONTENT,
    /** The member {@code reasoning}. */
    REASONING,
    /** The answer member, between think tags. */
    TAGS
  }

  /** Refuses values out of range, NaN included. */
  public ReplaySettings {
    if (!(tokensPerSecond >= 0 && tokensPerSecond <= 1e9)) {
      throw new IllegalArgumentException("tokensPerSecond must be in [0, 1e9]: " + tokensPerSecond);
    }
    if (tokensPerChunk < 1) {
      throw new IllegalArgumentException("tokensPerChunk must be at least 1: " + tokensPerChunk);
    }
    if (networkChunkBytes < 0) {
      throw new IllegalArgumentException(
          "networkChunkBytes must be at least 0: " + networkChunkBytes);
    }
  }

  /** Returns one token per event, in {@code reasoning_content}, as fast as the client reads. */
  public static ReplaySettings defaults() {
    return new ReplaySettings(Shape.REASONING_CONTENT, 0, 1, 0, false);
  }

  /** Returns these settings with the thinking elsewhere. */
  public ReplaySettings withShape(Shape other) {
    return new ReplaySettings(other, tokensPerSecond, tokensPerChunk, networkChunkBytes, stamped);
  }

  /** Returns these settings with another rate, in tokens per second; 0 is unlimited. */
  public ReplaySettings withTokensPerSecond(double rate) {
    return new ReplaySettings(shape, rate, tokensPerChunk, networkChunkBytes, stamped);
  }

  /** Returns these settings with another number of tokens in one event. */
  public ReplaySettings withTokensPerChunk(int tokens) {
    return new ReplaySettings(shape, tokensPerSecond, tokens, networkChunkBytes, stamped);
  }

  /** Returns these settings with another number of bytes in one write; 0 writes whole events. */
  public ReplaySettings withNetworkChunkBytes(int bytes) {
    return new ReplaySettings(shape, tokensPerSecond, tokensPerChunk, bytes, stamped);
  }

  /** Returns these settings with the time on each event. */
  public ReplaySettings withStamps() {
    return new ReplaySettings(shape, tokensPerSecond, tokensPerChunk, networkChunkBytes, true);
  }
}
