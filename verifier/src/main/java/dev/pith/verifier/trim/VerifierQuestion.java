package dev.pith.verifier.trim;

/**
 * A question of the trimmer that a verifier may answer.
 *
 * @param id names the question in {@link TraceTrimmer#onVerdict}; unique within one trace
 * @param kind which of the two questions it is
 * @param first the excerpt asked about, or the earlier one of two
 * @param second the later excerpt; empty for {@link Kind#STATES_ANSWER}
 */
public record VerifierQuestion(int id, Kind kind, String first, String second) {

  /** The two questions of TrimR. */
  public enum Kind {
    /** Does the excerpt state a final or candidate answer? */
    STATES_ANSWER,
    /** Do the two excerpts reach the same answer? */
    SAME_ANSWER
  }
}
