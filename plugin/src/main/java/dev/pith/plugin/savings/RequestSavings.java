package dev.pith.plugin.savings;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What became of one chat request.
 *
 * @param outcome whether its thinking was cut
 * @param reason why it was cut, or why not; lower case words joined by hyphens
 * @param thinkingTokens thinking that the client received; empty when it was not counted
 * @param wouldSaveTokens thinking after the point where shadow mode would have cut; empty when it
 *     would not have, or when that is not known
 */
public record RequestSavings(
    Outcome outcome, String reason, OptionalLong thinkingTokens, OptionalLong wouldSaveTokens) {

  /** What happened to the thinking. */
  public enum Outcome {
    /** It was forwarded as it is and not read. */
    PASSED,
    /** It was read and forwarded as it is. */
    OBSERVED,
    /** It was read and forwarded as it is, and would have been cut. */
    WOULD_CUT,
    /** It was cut. */
    CUT
  }

  /** Refuses an empty reason. */
  public RequestSavings {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("reason must not be blank");
    }
  }

  /** Returns a constant as a reason: lower case words joined by hyphens. */
  public static String reason(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the record of a request whose answer was not read. */
  public static RequestSavings passed(String reason) {
    return new RequestSavings(Outcome.PASSED, reason, OptionalLong.empty(), OptionalLong.empty());
  }
}
