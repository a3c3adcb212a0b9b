package dev.pith.verifier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.verifier.search.DuplicateDiscount.Standing;
import dev.pith.verifier.vote.WeightedVote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The rules that save tokens: the width, the discount, the stop. */
class TokenSavingRulesTest {

  private final SearchTree tree = new SearchTree(10);

  @Test
  void width_whatEndsAndWhatIsPruned_isGoneForGood() {
    AdaptiveWidth width = new AdaptiveWidth(16, OptionalDouble.empty());
    SearchLevel level = level(0.9, 0.1);

    assertThat(width.at(level)).isEqualTo(16);
    width.selected(selection(10, 7, 3));
    width.ended(4);

    assertThat(width.at(level)).isEqualTo(6);
    width.selected(selection(9, 6, 0));
    assertThat(width.width()).as("it never grows").isEqualTo(6);
    assertThat(width.hasReopened()).isFalse();
  }

  @Test
  void width_poorScores_reopensOnceToAllThatHasNotEnded() {
    AdaptiveWidth width = new AdaptiveWidth(16, OptionalDouble.of(0.5));
    width.selected(selection(4, 2, 2));
    width.ended(1);

    assertThat(width.at(level(0.9, 0.1))).isEqualTo(3);
    assertThat(width.at(level(0.4, 0.1))).isEqualTo(15);
    width.selected(selection(2, 1, 1));
    assertThat(width.at(level(0.4, 0.1))).as("once").isEqualTo(2);
  }

  @Test
  void width_nothingWasGivenUp_thereIsNothingToReopen() {
    AdaptiveWidth width = new AdaptiveWidth(8, OptionalDouble.of(0.5));
    width.ended(3);

    assertThat(width.at(level(0.1))).isEqualTo(5);
    assertThat(width.hasReopened()).isFalse();
  }

  @Test
  void discount_clusterThatAgrees_getsItsLimitAndTheWidthFalls() {
    SearchLevel level = clustered(0, 0, 1);

    Selection discounted =
        new DuplicateDiscount(2).apply(level, selection(9, 5, 2, 2), standings(7, 7, 7));

    assertThat(discounted.shares())
        .extracting(Selection.Share::continuations)
        .as("the weaker of the cluster loses first")
        .containsExactly(2, 0, 2);
    assertThat(discounted.width()).isEqualTo(4);
  }

  @Test
  void discount_clusterThatDisagreesOrIsUnread_isLeftAlone() {
    SearchLevel level = clustered(0, 0, 1);
    Selection selection = selection(9, 5, 2, 2);
    DuplicateDiscount discount = new DuplicateDiscount(1);

    assertThat(discount.apply(level, selection, standings(7, 8, 7)).shares())
        .isEqualTo(selection.shares());
    assertThat(discount.apply(level, selection, standings(-1, -1, 7)).shares())
        .isEqualTo(selection.shares());
  }

  @Test
  void discount_mergedSamples_agreeWithThemselves() {
    SearchLevel level = clustered(0);

    Selection discounted =
        new DuplicateDiscount(1).apply(level, selection(6, 6), List.of(new Standing(3, 4)));

    assertThat(discounted.continuations()).isEqualTo(1);
  }

  @Test
  void stop_decidedVote_isReachedWithEnoughVoters() {
    WeightedVote vote = new WeightedVote();
    ConfidentStop stop = new ConfidentStop(0.95, 4);
    assertThat(stop.isReached(vote, 0)).isFalse();
    vote.add(0, 6);

    assertThat(stop.isReached(vote, 3)).isFalse();
    assertThat(stop.isReached(vote, 4)).isTrue();
    vote.add(1, 5);
    assertThat(stop.isReached(vote, 9)).isFalse();
  }

  @Test
  void rules_valuesOutOfRange_areRefused() {
    assertThatThrownBy(() -> new ConfidentStop(0.5, 1)).hasMessageContaining("(0.5, 1]: 0.5");
    assertThatThrownBy(() -> new ConfidentStop(0.9, 0)).hasMessageContaining("minPaths");
    assertThatThrownBy(() -> new DuplicateDiscount(0)).hasMessageContaining("maxPerCluster");
    assertThatThrownBy(() -> new AdaptiveWidth(4, OptionalDouble.of(2)))
        .hasMessageContaining("reopenBelow must be in [0, 1]: 2.0");
    assertThatThrownBy(() -> new DuplicateDiscount(1).apply(level(0.5), selection(1, 1), List.of()))
        .hasMessageContaining("0 standings");
  }

  private SearchLevel level(double... scores) {
    return SearchLevel.ofNodes(
        tree, Arrays.stream(scores).mapToObj(score -> tree.add(0, score, 5)).toList());
  }

  /** Candidates with falling scores. */
  private SearchLevel clustered(int... clusters) {
    ArrayList<SearchLevel.Candidate> candidates = new ArrayList<>();
    for (int cluster : clusters) {
      int node = tree.add(0, 0.9 - 0.1 * candidates.size(), 5);
      candidates.add(new SearchLevel.Candidate(node, cluster));
    }
    return new SearchLevel(tree, candidates);
  }

  private static Selection selection(int width, int... counts) {
    return new Selection(
        Arrays.stream(counts).mapToObj(count -> new Selection.Share(count > 0, count)).toList(),
        width,
        Optional.empty());
  }

  private static List<Standing> standings(int... answers) {
    return Arrays.stream(answers).mapToObj(answer -> new Standing(answer, 1)).toList();
  }
}
