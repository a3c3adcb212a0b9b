package dev.pith.eval.rag;

import dev.pith.eval.live.LiveProblems;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Split;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chunk questions of one split: those that are answered, and others that are read before.
 *
 * @param asked what is answered
 * @param warm what is read before; none of it is asked
 */
record RagDraw(List<Problem> asked, List<Problem> warm) {

  /** Keeps the problems of the warm-up apart from those of runs with neighbouring seeds. */
  private static final long WARM_SEED_STRIDE = 1_000_003;

  /**
   * Draws questions; fewer where the split has no more.
   *
   * @param problems how many are answered, at least 1
   * @param warm how many are read before
   */
  static RagDraw of(Split split, int problems, int warm, long seed) {
    List<Problem> asked = draw(split, problems, seed);
    Set<String> known = asked.stream().map(Problem::canonical).collect(Collectors.toSet());
    return new RagDraw(
        asked,
        draw(split, warm, seed + WARM_SEED_STRIDE).stream()
            .filter(problem -> !known.contains(problem.canonical()))
            .toList());
  }

  private static List<Problem> draw(Split split, int count, long seed) {
    return count == 0
        ? List.of()
        : LiveProblems.draw(split, List.of(Family.CHUNKS), LiveProblems.DIFFICULTIES, count, seed);
  }
}
