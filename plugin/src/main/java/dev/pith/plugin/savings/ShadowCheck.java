package dev.pith.plugin.savings;

import dev.pith.verifier.detect.ProbeCost;

/**
 * What came of asking the model for its answer at the place where an answer would have been cut.
 *
 * @param result how the two answers compare
 * @param reason why there is nothing to compare, in lower case words joined by hyphens; empty when
 *     there is
 * @param cost what the call took
 */
public record ShadowCheck(Result result, String reason, ProbeCost cost) {

  /** How the answer at the cut compares with that of the whole thinking. */
  public enum Result {
    /** It is the same answer. */
    SAME,
    /** It is another answer. */
    CHANGED,
    /** The rules cannot tell. */
    UNDECIDED,
    /** The model was asked, and there was no answer. */
    FAILED,
    /** The model was not asked. */
    NOT_ASKED
  }

  /** Refuses a reason where there is nothing to explain, and none where there is. */
  public ShadowCheck {
    boolean compared = result.compareTo(Result.FAILED) < 0;
    if (compared != reason.isEmpty()) {
      throw new IllegalArgumentException(result + " with the reason '" + reason + "'");
    }
  }

  /** Returns a comparison of two answers. */
  public static ShadowCheck compared(Result result, ProbeCost cost) {
    return new ShadowCheck(result, "", cost);
  }

  /** Returns a check whose call did not lead to an answer. */
  public static ShadowCheck failed(String reason, ProbeCost cost) {
    return new ShadowCheck(Result.FAILED, reason, cost);
  }

  /** Returns a check for which no call was made. */
  public static ShadowCheck notAsked(String reason) {
    return new ShadowCheck(Result.NOT_ASKED, reason, ProbeCost.NOTHING);
  }

  /** Tells whether the model was asked. */
  boolean asked() {
    return result != Result.NOT_ASKED;
  }
}
