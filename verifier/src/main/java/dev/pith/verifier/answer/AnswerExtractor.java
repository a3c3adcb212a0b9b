package dev.pith.verifier.answer;

import java.util.Optional;

/**
 * Reads the answer that a text states.
 *
 * <p>Both methods are pure, thread-safe, linear in the length of the text, and never throw on odd
 * text.
 */
public final class AnswerExtractor {

  private AnswerExtractor() {}

  /**
   * Returns the candidate answer that the last sentences of a thought state, if they state exactly
   * one.
   *
   * @param question the user's question; empty when unknown
   * @param excerpt the last sentences of a thought
   */
  public static Optional<CandidateAnswer> inExcerpt(String question, String excerpt) {
    return Optional.empty();
  }

  /**
   * Returns the final answer of a finished visible answer, without its frame.
   *
   * @param question the user's question; empty when unknown
   * @param answerText the whole visible answer
   */
  public static Optional<String> ofAnswer(String question, String answerText) {
    return Optional.empty();
  }
}
