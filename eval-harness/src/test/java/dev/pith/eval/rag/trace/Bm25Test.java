package dev.pith.eval.rag.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class Bm25Test {
  private final Bm25 index = new Bm25(List.of("red fox", "red red dog, big", "a cat"));

  @Test
  void score_wordInTwoOfThreeDocuments_isThatOfTheFormula() {
    // N 3, n 2: ln(1 + 1.5 / 2.5) = .470004; mean length 8 / 3.
    // Once in 2 words: 2.2 / (1 + 1.2 (.25 + .75 * 2 / (8/3))) = 2.2 / 1.975.
    assertThat(index.score("red", 0)).isCloseTo(0.470004 * 2.2 / 1.975, within(1e-6));
    // Twice in 4 words: 4.4 / (2 + 1.2 (.25 + .75 * 4 / (8/3))) = 4.4 / 3.65.
    assertThat(index.score("red", 1)).isCloseTo(0.470004 * 4.4 / 3.65, within(1e-6));
    assertThat(index.score("red", 2)).isZero();
  }

  @Test
  void best_bestFirst_equalOnesAsGiven() {
    assertThat(index.best("Which dog is RED?", 2)).containsExactly(1, 0);
    assertThat(index.best("nothing of that", 3)).containsExactly(0, 1, 2);
    assertThat(index.best("red red red cat", 1)).containsExactly(2);
    assertThat(index.best("cat", 9)).startsWith(2).hasSize(3);
  }
}
