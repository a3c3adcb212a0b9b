package dev.pith.verifier.answer;

import java.util.Optional;

/**
 * Reads the answers to one question that texts state.
 *
 * <p>Every method is pure, thread-safe, linear in the length of the text, and never throws on odd
 * text. The question itself is read once, and only as far as a text needs it.
 */
public final class AnswerExtractor {
  private final Question question;

  /**
   * Creates an extractor.
   *
   * @param question the user's question; empty when unknown
   */
  public AnswerExtractor(String question) {
    this.question = new Question(question);
  }

  /**
   * Returns the candidate answer that the last sentences of a thought state, if they state exactly
   * one.
   *
   * <p>A box, an announced answer, and a value stated of the very quantity that the question asks
   * for are strong; any other value that a sentence ends in is weak, and none when the question
   * holds it word for word.
   *
   * @param excerpt the last sentences of a thought
   */
  public Optional<CandidateAnswer> inExcerpt(String excerpt) {
    return Optional.ofNullable(new AnswerReading(question, excerpt).candidate());
  }

  /** Does {@link #inExcerpt(String)} for a question (empty when unknown) that is read only here. */
  public static Optional<CandidateAnswer> inExcerpt(String question, String excerpt) {
    return new AnswerExtractor(question).inExcerpt(excerpt);
  }

  /**
   * Returns the final answer of a finished visible answer, without its frame.
   *
   * @param answerText the whole visible answer
   */
  public Optional<String> ofAnswer(String answerText) {
    return Optional.ofNullable(new AnswerReading(question, answerText).finalAnswer());
  }

  /** Does {@link #ofAnswer(String)} for a question (empty when unknown) that is read only here. */
  public static Optional<String> ofAnswer(String question, String answerText) {
    return new AnswerExtractor(question).ofAnswer(answerText);
  }
}
