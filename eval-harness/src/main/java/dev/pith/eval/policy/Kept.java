package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;

/**
 * How much of a trace a policy keeps.
 *
 * @param position where the trace is cut, 0 to {@link RecordedTrace#length}; that means whole
 * @param costTokens what the decision cost: verifier, probes, the text that leads to the answer
 * @param reason why, in one word
 */
public record Kept(long position, double costTokens, String reason) {
  /** The reason for keeping all. */
  public static final String WHOLE = "whole";

  /** Refuses negative values. */
  public Kept {
    if (position < 0) {
      throw new IllegalArgumentException("position must not be negative: " + position);
    }
    if (!(costTokens >= 0.0)) {
      throw new IllegalArgumentException("costTokens must not be negative: " + costTokens);
    }
  }

  /** Keeps all of a trace, at no cost. */
  static Kept whole(RecordedTrace trace) {
    return new Kept(trace.length(), 0.0, WHOLE);
  }

  /** Keeps a beginning, at no cost; a position at or after the end keeps all. */
  static Kept upTo(long position, RecordedTrace trace, String reason) {
    return position >= trace.length() ? whole(trace) : new Kept(position, 0.0, reason);
  }
}
