package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTreeTest {

  @Test
  void add_manySteps_growsAndRemembers() {
    SearchTree tree = new SearchTree(7);
    int node = SearchTree.ROOT;
    for (int depth = 1; depth <= 1_000; depth++) {
      node = tree.add(node, 0.5, depth);
    }

    assertThat(tree.size()).isEqualTo(1_001);
    assertThat(tree.depth(node)).isEqualTo(1_000);
    assertThat(tree.ancestor(node, 3)).isEqualTo(3);
    assertThat(tree.ancestor(node, 1_000)).isEqualTo(node);
    assertThat(tree.tokens(SearchTree.ROOT)).isEqualTo(7);
    assertThat(tree.score(SearchTree.ROOT)).isEqualTo(1);
    assertThat(tree.parent(SearchTree.ROOT)).isEqualTo(-1);
    assertThat(tree.tokens(400)).isEqualTo(400);
  }

  @Test
  void level_sharedAncestors_areCountedOnce() {
    SearchTree tree = new SearchTree(100);
    int shared = tree.add(SearchTree.ROOT, 0.5, 10);
    int first = tree.add(shared, 0.5, 1);
    int second = tree.add(shared, 0.5, 2);
    tree.add(SearchTree.ROOT, 0.5, 1_000);

    assertThat(SearchLevel.ofNodes(tree, List.of(first, second)).kvTokens()).isEqualTo(113);
    assertThat(SearchLevel.ofNodes(tree, List.of(second)).kvTokens()).isEqualTo(112);
  }

  @Test
  void tree_nonsense_isRefused() {
    SearchTree tree = new SearchTree(0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.add(1, 0.5, 1))
        .withMessage("no node 1 in a tree of 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.add(0, 1.5, 1))
        .withMessage("score must be in [0, 1]: 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.add(0, 0.5, -1))
        .withMessage("tokens must be at least 0: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.ancestor(0, 1))
        .withMessageContaining("depth");
  }

  @Test
  void level_nonsense_isRefused() {
    SearchTree tree = new SearchTree(0);
    int above = tree.add(SearchTree.ROOT, 0.5, 1);
    int below = tree.add(above, 0.5, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SearchLevel.ofNodes(tree, List.of()))
        .withMessageContaining("needs a candidate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SearchLevel.ofNodes(tree, List.of(below, below)))
        .withMessageContaining("twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SearchLevel.ofNodes(tree, List.of(below, above)))
        .withMessageContaining("above another candidate: node 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SearchLevel.Candidate(0, -1))
        .withMessageContaining("cluster");
  }
}
