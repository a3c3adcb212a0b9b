package dev.pith.eval.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.eval.dataset.RecordedTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeReplayTest {
  private static final String A = "1 + 2 = 3 (left: 3 4)\n";
  private static final String B = "2 + 1 = 3 (left: 4 3)\n";
  private static final String C = "4 - 1 = 3 (left: 2 3)\n";
  private static final String A_END = A + "3 * 4 = 12 (left: 12)\n";
  private static final String C_END = C + "2 * 3 = 6 (left: 6)\n";

  /** Two states of three nodes on the first level; the two of the second are both leaves. */
  private static final RecordedTree TREE =
      new RecordedTree(
          "set",
          "model",
          "t",
          List.of(
              new RecordedTree.Step(
                  List.of(""), List.of(A, B, C), List.of(60.0, 40.0, 3.0), List.of(A, C)),
              new RecordedTree.Step(
                  List.of(A, C), List.of(A_END, C_END), List.of(1.0, 60.0), List.of(A_END, C_END))),
          List.of(A_END, C_END),
          List.of(true, false),
          Path.of("f"));

  @Test
  void run_everythingKept_countsNodesAndDuplicates() {
    assertThat(run("keep-all")).isEqualTo(new TreeReplay.Result(5, 5, 1, 1, true, true));
  }

  @Test
  void run_recordedChoice_isPlayedAgain() {
    assertThat(run("recorded")).isEqualTo(new TreeReplay.Result(5, 4, 0, 0, true, true));
  }

  @Test
  void run_merged_keepsOneOfEachState() {
    assertThat(run("merged-5")).isEqualTo(new TreeReplay.Result(5, 4, 0, 0, true, true));
  }

  @Test
  void run_rebase_losesWhatGetsNothing() {
    // The third node's share of 16 is below one half: it gets none, and its child is never seen.
    assertThat(run("rebase-16")).isEqualTo(new TreeReplay.Result(4, 3, 1, 1, true, true));
  }

  @Test
  void run_ets_givesUpTheDuplicate() {
    TreeReplay.Result result = run("ets-16");

    assertThat(result.duplicates()).isZero();
    assertThat(result.kept()).isEqualTo(4);
    assertThat(result.solved()).isTrue();
  }

  @Test
  void run_controls_keepAsManyAsEts() {
    assertThat(run("random-ets").kept()).isLessThanOrEqualTo(4);
    assertThat(run("best-ets")).isEqualTo(new TreeReplay.Result(4, 3, 1, 1, true, true));
  }

  @Test
  void state_numbersLeft_inAnyOrder() {
    assertThat(TreeReplay.state(A)).isEqualTo(TreeReplay.state(B)).isEqualTo("3 4");
    assertThat(TreeReplay.state(A + "Answer: 1 + 2\n")).isEqualTo("Answer: 1 + 2");
  }

  private static TreeReplay.Result run(String policy) {
    return TreeReplay.run(TREE, java.util.Objects.requireNonNull(TreePolicy.all(1).get(policy)));
  }
}
