package dev.pith.eval.live;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.grade.StatedAnswers;
import dev.pith.eval.policy.Kept;
import dev.pith.eval.policy.PolicyRegistry;
import dev.pith.eval.world.Problem;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.CandidateAnswer.Strength;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Cuts of a full thinking that only its whole text tells, graded by the answer stated there. */
final class StatedCuts {
  private StatedCuts() {}

  /**
   * Cuts after the first plain statement of an answer, which a plan that names somebody is not; all
   * is kept when there is none.
   */
  static LiveAnswer first(LiveAnswer full) {
    if (full.thinking().isEmpty()) {
      return full;
    }
    return StatedAnswers.of(trace(full)).statements().stream()
        .filter(statement -> statement.candidate().strength() == Strength.STRONG)
        .findFirst()
        .map(first -> full.upTo(first.endChar(), isRight(full, first.candidate().text())))
        .orElse(full);
  }

  /** Cuts where the stated answer never changes any more: the ceiling. */
  static LiveAnswer settled(LiveAnswer full) {
    if (full.thinking().isEmpty()) {
      return full;
    }
    RecordedTrace trace = trace(full);
    Kept kept = PolicyRegistry.oracle().decide(trace, StatedAnswers.of(trace));
    return full.upTo(kept.position(), full.right());
  }

  private static boolean isRight(LiveAnswer full, String stated) {
    Problem problem = full.problem();
    return AnswerEquivalence.compare(stated, problem.answer(), problem.question())
        == Agreement.EQUAL;
  }

  private static RecordedTrace trace(LiveAnswer full) {
    Problem problem = full.problem();
    return new RecordedTrace(
        "live",
        "live",
        problem.canonical(),
        0,
        problem.question(),
        List.of(),
        problem.answer(),
        List.of(),
        null,
        full.thinking(),
        "",
        null,
        null,
        true,
        null,
        OptionalLong.empty(),
        List.of(),
        Path.of("live"),
        1);
  }
}
