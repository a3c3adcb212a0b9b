package dev.pith.eval.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldsTest {
  private static final long SEED = 7;

  @ParameterizedTest
  @EnumSource(Family.class)
  void draw_anyProblem_answerIsWhatTheTextSays(Family family) {
    for (Problem problem : problems(family, Split.TRAIN, 30)) {
      assertThat(TextSolver.solve(problem)).as(problem.question()).isEqualTo(problem.answer());
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void draw_sameSeed_sameProblems(Family family) {
    List<Problem> once = problems(family, Split.TEST, 5);
    List<Problem> again = problems(family, Split.TEST, 5);

    assertThat(again).isEqualTo(once);
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void draw_everySplit_sharesNoProblem(Family family) {
    Set<String> seen = new HashSet<>();
    for (Split split : Split.values()) {
      Set<String> own = new HashSet<>();
      for (Problem problem : problems(family, split, 30)) {
        assertThat(problem.split()).isEqualTo(split);
        own.add(problem.canonical());
      }
      assertThat(own).as("%s of %s", family, split).noneMatch(seen::contains);
      seen.addAll(own);
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void walk_withoutSlip_reachesTheAnswerInBothWordings(Family family) {
    for (Problem problem : problems(family, Split.TRAIN, 20)) {
      Solution solution = problem.solution();
      for (Solution.Wording wording : Solution.Wording.values()) {
        Attempt attempt = solution.walk(null, wording);

        assertThat(attempt.answer()).isEqualTo(problem.answer());
        assertThat(attempt.clean()).isTrue();
        assertThat(attempt.steps()).hasSize(solution.steps());
        assertThat(attempt.steps()).allMatch(step -> step.text().contains(step.key()));
      }
      assertThat(solution.plan()).contains(solution.planKey());
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void walk_withSlip_isRightBeforeItAndWrongFromItOn(Family family) {
    RandomGenerator random = new SplittableRandom(SEED);
    int slipped = 0;
    int changed = 0;
    for (Problem problem : problems(family, Split.TRAIN, 40)) {
      for (int step = 0; step < problem.solution().steps(); step++) {
        Slip slip = new Slip(step, random.nextLong());

        Attempt attempt = problem.solution().walk(slip, Solution.Wording.FULL);

        for (int i = 0; i < attempt.steps().size(); i++) {
          boolean before = i < step;
          assertThat(attempt.steps().get(i).right()).isEqualTo(before || attempt.clean());
        }
        assertThat(problem.solution().walk(slip, Solution.Wording.BRIEF).answer())
            .as("the same slip in other words")
            .isEqualTo(attempt.answer());
        slipped += attempt.clean() ? 0 : 1;
        changed += attempt.answer().equals(problem.answer()) ? 0 : 1;
      }
    }
    assertThat(changed).as("slips that change the answer").isGreaterThan(slipped * 3 / 4);
    assertThat(slipped).isPositive();
  }

  @Test
  void draw_chunks_growWithDifficultyAndReferBack() {
    List<Problem> problems = problems(Family.CHUNKS, Split.TEST, 20);

    assertThat(problems)
        .allSatisfy(problem -> assertThat(problem.chunks()).hasSizeBetween(8, 20))
        .anySatisfy(problem -> assertThat(problem.chunks()).anyMatch(c -> c.startsWith("This ")));
  }

  @Test
  void draw_unknownDifficulty_refused() {
    assertThatThrownBy(() -> Worlds.draw(Family.PROGRAM, 7, Split.TEST, new SplittableRandom(SEED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("difficulty must be in [1, 6]: 7");
  }

  /** Returns so many problems of every difficulty. */
  static List<Problem> problems(Family family, Split split, int each) {
    RandomGenerator random = new SplittableRandom(SEED);
    List<Problem> problems = new ArrayList<>();
    for (int difficulty = 1; difficulty <= Problem.MAX_DIFFICULTY; difficulty++) {
      for (int i = 0; i < each; i++) {
        problems.add(Worlds.draw(family, difficulty, split, random));
      }
    }
    return problems;
  }
}
