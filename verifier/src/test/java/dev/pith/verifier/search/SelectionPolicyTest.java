package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.verifier.search.SearchLevel.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelectionPolicyTest {

  @Test
  void beam_defaultBeams_areTheRootOfTheWidth() {
    SearchLevel level = level(0.1, 0.9, 0.5, 0.7, 0.3);

    assertThat(counts(SelectionPolicy.beam(0).select(level, 9))).containsExactly(0, 3, 3, 3, 0);
    assertThat(counts(SelectionPolicy.beam(0).select(level, 5))).containsExactly(0, 2, 2, 2, 0);
    assertThat(counts(SelectionPolicy.beam(2).select(level, 5))).containsExactly(0, 3, 0, 3, 0);
  }

  @Test
  void beam_fewerCandidatesThanBeams_allGoOn() {
    assertThat(counts(SelectionPolicy.beam(4).select(level(0.1, 0.2), 16))).containsExactly(4, 4);
  }

  @Test
  void dvts_firstLevel_bestOfEachGroupInOrder() {
    SearchLevel level = level(0.1, 0.9, 0.5, 0.7, 0.3);

    // Two groups: the first three candidates and the last two.
    assertThat(counts(SelectionPolicy.dvts(2, 16).select(level, 16)))
        .containsExactly(0, 8, 0, 8, 0);
    assertThat(counts(SelectionPolicy.dvts(0, 16).select(level(0.4, 0.3, 0.2, 0.1), 16)))
        .containsExactly(4, 4, 4, 4);
  }

  @Test
  void dvts_fewerCandidatesThanSubtrees_areUsedAgain() {
    assertThat(counts(SelectionPolicy.dvts(3, 9).select(level(0.4, 0.3), 9))).containsExactly(6, 3);
  }

  @Test
  void dvts_laterLevel_bestChildOfEachNodeWithWhatItsSubtreeHasLeft() {
    SearchTree tree = new SearchTree(10);
    int left = tree.add(SearchTree.ROOT, 0.5, 1);
    int right = tree.add(SearchTree.ROOT, 0.6, 1);
    int a = tree.add(left, 0.2, 1);
    int b = tree.add(left, 0.8, 1);
    int c = tree.add(right, 0.4, 1);
    tree.end(tree.add(right, 0.9, 1));

    Selection selection =
        SelectionPolicy.dvts(2, 8).select(SearchLevel.ofNodes(tree, List.of(a, b, c)), 7);

    assertThat(counts(selection)).containsExactly(0, 4, 3);
  }

  @Test
  void ets_expiredClock_takesTheBestSoFarAndTellsTheGap() {
    SearchLevel level = RandomLevels.grown(new Random(3), 64, 4, 0.8);
    EtsSettings settings = EtsSettings.published(64).withWeights(4, 1.4);
    AtomicLong clock = new AtomicLong();

    Selection late =
        SelectionPolicy.ets(settings, Duration.ofNanos(1), clock::getAndIncrement)
            .select(level, 64);
    Selection inTime =
        SelectionPolicy.ets(settings, Duration.ofNanos(1), () -> 0).select(level, 64);

    assertThat(late.solution().orElseThrow().proven()).isFalse();
    assertThat(late.continuations()).isEqualTo(64);
    assertThat(inTime.solution().orElseThrow().proven()).isTrue();
  }

  @Test
  void ets_oneCandidate_goesOnWithTheWholeWidth() {
    Selection selection = SelectionPolicy.ets(EtsSettings.published(16)).select(level(0.3), 16);

    assertThat(counts(selection)).containsExactly(16);
  }

  @Test
  void ets_duplicatesOfOneMeaning_areGivenUp() {
    SearchTree tree = new SearchTree(10);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      candidates.add(new Candidate(tree.add(SearchTree.ROOT, 0.5, 20), i < 6 ? 0 : i));
    }

    Selection selection =
        SelectionPolicy.ets(EtsSettings.published(16).withWeights(2, 1.5))
            .select(new SearchLevel(tree, candidates), 16);

    assertThat(selection.shares().stream().filter(Selection.Share::kept)).hasSize(3);
    assertThat(selection.shares().get(6).kept()).isTrue();
    assertThat(selection.shares().get(7).kept()).isTrue();
  }

  @Test
  void ets_lambdaDZero_looksAtKvAlone() {
    SearchLevel level = RandomLevels.grown(new Random(1), 16, 3, 0.5);
    EtsSettings kvOnly = EtsSettings.published(16).withWeights(1, 0);
    List<Candidate> oneMeaning =
        level.candidates().stream().map(candidate -> new Candidate(candidate.node(), 0)).toList();

    assertThat(SelectionPolicy.ets(kvOnly).select(level, 16).shares())
        .isEqualTo(
            SelectionPolicy.ets(kvOnly)
                .select(new SearchLevel(level.tree(), oneMeaning), 16)
                .shares());
  }

  @Test
  void narrowing_manyLevels_neverWidensAndKeepsItsFloor() {
    for (int seed = 0; seed < 50; seed++) {
      SearchLevel level = RandomLevels.grown(new Random(seed), 64, 3, 0.7);

      Selection selection = SelectionPolicy.ets(EtsSettings.narrowing(64, 8)).select(level, 64);

      long kept = selection.shares().stream().filter(Selection.Share::kept).count();
      assertThat(selection.width()).as("seed %s", seed).isBetween((int) Math.max(8, kept), 64);
      assertThat(selection.continuations()).isEqualTo(selection.width());
      assertThat(selection.shares()).allMatch(share -> share.kept() == (share.continuations() > 0));
    }
  }

  @Test
  void policies_nonsense_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectionPolicy.rebase(0.2).select(level(0.5), 0))
        .withMessageContaining("width");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectionPolicy.beam(-1))
        .withMessageContaining("beams");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SelectionPolicy.dvts(5, 4))
        .withMessageContaining("subtrees");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtsSettings.published(16).withWeights(-1, 1))
        .withMessageContaining("lambdaB");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SelectionPolicy.ets(EtsSettings.published(16))
                    .select(SearchLevel.ofNodes(new SearchTree(3), List.of(SearchTree.ROOT)), 16))
        .withMessageContaining("root");
  }

  private static SearchLevel level(double... scores) {
    SearchTree tree = new SearchTree(10);
    List<Integer> nodes = new ArrayList<>();
    for (double score : scores) {
      nodes.add(tree.add(SearchTree.ROOT, score, 5));
    }
    return SearchLevel.ofNodes(tree, nodes);
  }

  private static Stream<Integer> counts(Selection selection) {
    return selection.shares().stream().map(Selection.Share::continuations);
  }
}
