package dev.pith.verifier.surprisal;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How many tokens a pruned trace may have: a number, or a share of the whole trace.
 *
 * @param tokens at least 0; empty for a share
 * @param share in [0, 1]; empty for a number
 */
public record Budget(OptionalLong tokens, OptionalDouble share) {

  /** Refuses what is no budget. */
  public Budget {
    if (tokens.isPresent() == share.isPresent()) {
      throw new IllegalArgumentException("a budget is either a number of tokens or a share");
    }
    if (tokens.isPresent() && tokens.getAsLong() < 0) {
      throw new IllegalArgumentException("tokens must be at least 0: " + tokens.getAsLong());
    }
    if (share.isPresent() && !(share.getAsDouble() >= 0 && share.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("share must be in [0, 1]: " + share.getAsDouble());
    }
  }

  /** Returns a budget of so many tokens. */
  public static Budget ofTokens(long tokens) {
    return new Budget(OptionalLong.of(tokens), OptionalDouble.empty());
  }

  /** Returns a budget of a share of the whole trace. */
  public static Budget ofShare(double share) {
    return new Budget(OptionalLong.empty(), OptionalDouble.of(share));
  }

  /** Returns the tokens that may be left of a trace that has so many, rounded down. */
  public long limit(long wholeTokens) {
    return tokens.isPresent()
        ? tokens.getAsLong()
        : (long) Math.floor(share.orElseThrow() * wholeTokens + 1e-9);
  }
}
