package dev.pith.eval.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WalkTest {

  private static final long SEED = Long.getLong("pith.seed", 5);

  @Test
  void search_rightAnswers_leadToTheGoal() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 50; i++) {
      Walk walk = Walk.draw(Split.TEST, 10, random);
      String at = walk.start();
      for (int turn = 0; turn < walk.turns(); turn++) {
        Problem problem = walk.search(turn, at).orElseThrow();
        assertThat(String.join(" ", problem.chunks())).as("seed %s", SEED).contains(at);
        at = problem.answer();
      }
      assertThat(at).as("seed %s", SEED).isEqualTo(walk.goal());
    }
  }

  @Test
  void search_sameTurn_sameChunks() {
    Walk walk = Walk.draw(Split.TEST, 3, new SplittableRandom(SEED));

    assertThat(walk.search(0, walk.start()).map(Problem::chunks))
        .isEqualTo(walk.search(0, walk.start()).map(Problem::chunks));
  }

  @Test
  void search_unknownNameOrAnotherKind_findsNothing() {
    Walk walk = Walk.draw(Split.TEST, 3, new SplittableRandom(SEED));

    assertThat(walk.search(0, "Nobody Atall")).isEqualTo(Optional.empty());
    assertThat(walk.search(0, "River Harbour")).isEqualTo(Optional.empty());
  }

  @Test
  void draw_noTurns_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Walk.draw(Split.TEST, 0, new SplittableRandom(SEED)))
        .withMessageContaining("at least 1: 0");
  }
}
