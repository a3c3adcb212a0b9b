package dev.pith.ragcache.reuse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A prompt that says where retrieved chunks stand in it. Immutable.
 *
 * <p>What stands before the first chunk, the lead, is the same in many prompts and is kept like a
 * chunk. What stands between chunks and behind the last one, the question, is always computed.
 */
public final class ChunkedPrompt {

  private final int[] tokens;
  private final List<Span> segments;
  private final boolean hasLead;

  private ChunkedPrompt(int[] tokens, List<Span> segments, boolean hasLead) {
    this.tokens = tokens;
    this.segments = segments;
    this.hasLead = hasLead;
  }

  /**
   * Creates a prompt.
   *
   * @param tokens all tokens, the question's last one included; copied
   * @param chunks where the chunks stand, in their order, without overlap, at least one, all before
   *     the last token
   */
  public static ChunkedPrompt of(int[] tokens, List<Span> chunks) {
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException("a chunked prompt must have at least one chunk: 0");
    }
    int end = 0;
    for (Span chunk : chunks) {
      if (chunk.from() < end || chunk.to() >= tokens.length) {
        throw new IllegalArgumentException(
            "a chunk must be in [%d, %d): %s".formatted(end, tokens.length - 1, chunk));
      }
      end = chunk.to();
    }
    List<Span> segments = new ArrayList<>();
    boolean hasLead = chunks.get(0).from() > 0;
    if (hasLead) {
      segments.add(new Span(0, chunks.get(0).from()));
    }
    segments.addAll(chunks);
    return new ChunkedPrompt(tokens.clone(), List.copyOf(segments), hasLead);
  }

  /** Returns how many tokens it has. */
  public int length() {
    return tokens.length;
  }

  /** Returns a token. */
  public int token(int position) {
    return tokens[position];
  }

  /** Returns a copy of all tokens. */
  public int[] tokens() {
    return tokens.clone();
  }

  /**
   * Returns the segments whose KV can be kept, in their order: the lead, if any, and the chunks.
   */
  public List<Span> segments() {
    return segments;
  }

  /** Returns the tokens of a segment. */
  public int[] tokensOf(Span segment) {
    return Arrays.copyOfRange(tokens, segment.from(), segment.to());
  }

  /** Tells whether a segment is the lead. */
  public boolean isLead(int segment) {
    return hasLead && segment == 0;
  }

  /** Returns all tokens before a segment, those between segments included. */
  public int[] tokensBefore(Span segment) {
    return Arrays.copyOf(tokens, segment.from());
  }

  /** Returns how many tokens the chunks have. */
  public int chunkTokens() {
    int sum = 0;
    for (int i = hasLead ? 1 : 0; i < segments.size(); i++) {
      sum += segments.get(i).length();
    }
    return sum;
  }

  /** Returns where the question begins: behind the last chunk. */
  public int questionFrom() {
    return segments.get(segments.size() - 1).to();
  }
}
