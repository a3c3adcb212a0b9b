package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.train.Row.Piece;
import dev.pith.eval.train.Row.Weight;
import dev.pith.eval.world.Attempt;
import dev.pith.eval.world.Family;
import dev.pith.eval.world.Problem;
import dev.pith.eval.world.Solution;
import dev.pith.eval.world.Split;
import dev.pith.eval.world.Worlds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepChecksTest {

  private static final long SEED = Long.getLong("pith.seed", 11);

  @ParameterizedTest
  @EnumSource(Family.class)
  void draw_everyStep_isCalledRightWhereTheSolutionSaysIt(Family family) {
    SplittableRandom random = new SplittableRandom(SEED);
    int right = 0;
    int wrong = 0;
    for (int i = 0; i < 120; i++) {
      Problem problem = Worlds.draw(family, 1 + i % 6, Split.TRAIN, random);
      Set<String> solution = steps(problem.solution());
      List<Piece> pieces = StepChecks.draw(problem, random);
      boolean slipped = false;
      for (int at = 1; at < pieces.size(); at++) {
        if (pieces.get(at).weight() != Weight.VERDICT) {
          continue;
        }
        String step = pieces.get(at - 1).text().strip();
        boolean said = pieces.get(at).text().equals("Yes");
        String where = "seed %s: %s%n%s".formatted(SEED, step, problem.question());

        if (said) {
          assertThat(solution).as(where).contains(step);
          right++;
        } else if (!slipped) {
          assertThat(solution).as("the first wrong step, " + where).doesNotContain(step);
          wrong++;
        }
        slipped = !said;
      }
    }
    assertThat(wrong).as("attempts with a slip, beside %s right steps", right).isBetween(60, right);
  }

  private static Set<String> steps(Solution solution) {
    Set<String> texts = new HashSet<>();
    for (Solution.Wording wording : Solution.Wording.values()) {
      solution.walk(null, wording).steps().stream().map(Attempt.Step::text).forEach(texts::add);
    }
    return texts;
  }
}
