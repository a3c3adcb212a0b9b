package dev.pith.eval.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BranchOrderTest {

  @Test
  void shuffled_seed_isPythonsOrder() {
    assertThat(BranchOrder.shuffled(12, 12, 0))
        .containsExactly(1, 9, 8, 5, 10, 2, 3, 7, 4, 0, 11, 6);
    assertThat(BranchOrder.shuffled(12, 12, 7))
        .containsExactly(7, 11, 3, 10, 8, 4, 9, 1, 0, 6, 2, 5);
    assertThat(BranchOrder.shuffled(12, 12, 99))
        .containsExactly(4, 5, 7, 8, 0, 10, 1, 9, 2, 3, 11, 6);
  }

  @Test
  void shuffled_firstOfThem_areTheBeginning() {
    assertThat(BranchOrder.shuffled(12, 3, 0)).containsExactly(1, 9, 8);
    assertThat(BranchOrder.shuffled(2, 64, 5)).containsExactlyInAnyOrder(0, 1);
    assertThat(BranchOrder.shuffled(1, 64, 5)).containsExactly(0);
  }
}
