package dev.pith.eval.search.live;

import dev.pith.eval.world.Problem;
import dev.pith.plugin.search.SearchReport;
import dev.pith.plugin.search.SearchResult;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;

/**
 * What came of one problem under one policy.
 *
 * @param right whether the answer is right; false when there is none
 * @param single share of the finished trajectories that are right, equal ones counted each
 * @param report what it took
 * @param seconds from the prompt to the answer
 */
record TreeOutcome(boolean right, double single, SearchReport report, double seconds) {

  static TreeOutcome of(Problem problem, SearchResult result, double seconds) {
    long paths = 0;
    long rightPaths = 0;
    for (SearchResult.FinishedPath path : result.paths()) {
      paths += path.samples();
      if (path.answer().filter(answer -> isRight(problem, answer)).isPresent()) {
        rightPaths += path.samples();
      }
    }
    return new TreeOutcome(
        result.answer().filter(answer -> isRight(problem, answer)).isPresent(),
        paths == 0 ? 0 : (double) rightPaths / paths,
        result.report(),
        seconds);
  }

  private static boolean isRight(Problem problem, String answer) {
    return AnswerEquivalence.compare(answer, problem.answer(), problem.question())
        == Agreement.EQUAL;
  }
}
