package dev.pith.verifier.answer;

/**
 * An answer that a text states.
 *
 * @param text the answer as it is written, without its frame ({@code \boxed}, "the answer is")
 * @param strength how plainly it is offered as the answer
 * @param hedged whether the same sentence or what follows it doubts it
 */
public record CandidateAnswer(String text, Strength strength, boolean hedged) {

  /** How plainly a value is offered as the answer. */
  public enum Strength {
    /** The last value of an equation or conclusion: it may be an intermediate quantity. */
    WEAK,
    /** Boxed, announced as the answer, or stated of the very quantity that is asked for. */
    STRONG
  }

  /** Refuses an empty answer. */
  public CandidateAnswer {
    if (text.isBlank()) {
      throw new IllegalArgumentException("text must not be blank");
    }
  }
}
