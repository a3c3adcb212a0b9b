package dev.pith.eval.grade;

import dev.pith.eval.world.Problem;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;

/** Grades the answer that a model gives to a generated problem. */
public final class FinalAnswer {

  private FinalAnswer() {}

  /**
   * Tells whether an answer is right; one that states nothing, or that cannot be compared, is not.
   *
   * @param answer the text after the thinking
   */
  public static boolean isRight(Problem problem, String answer) {
    return AnswerExtractor.ofAnswer(problem.question(), answer)
        .map(given -> AnswerEquivalence.compare(given, problem.answer(), problem.question()))
        .filter(agreement -> agreement == Agreement.EQUAL)
        .isPresent();
  }
}
