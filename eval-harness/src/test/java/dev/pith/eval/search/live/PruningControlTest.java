package dev.pith.eval.search.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.search.StepEnds;
import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.SearchLevel;
import dev.pith.verifier.search.SearchTree;
import dev.pith.verifier.search.Selection;
import dev.pith.verifier.search.SelectionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PruningControlTest {
  private final SelectionPolicy ets = SelectionPolicy.ets(EtsSettings.published(16));

  @Test
  void select_controls_keepAsManyAsEtsAndGiveTheWholeWidth() {
    SearchLevel level = level();
    long expected = kept(ets.select(level, 16));

    Selection top = new PruningControl(ets, 0.2, Optional.empty()).select(level, 16);
    Selection drawn = new PruningControl(ets, 0.2, Optional.of(1L)).select(level, 16);
    Selection again = new PruningControl(ets, 0.2, Optional.of(1L)).select(level, 16);

    assertThat(expected).isBetween(1L, 11L);
    assertThat(kept(top)).isEqualTo(expected);
    assertThat(kept(drawn)).isEqualTo(expected);
    assertThat(top.continuations()).isEqualTo(16);
    assertThat(drawn.continuations()).isEqualTo(16);
    assertThat(again.shares()).isEqualTo(drawn.shares());
    for (int i = 0; i < expected; i++) {
      assertThat(top.shares().get(i).kept()).as("candidate %s of falling scores", i).isTrue();
    }
  }

  @Test
  void find_severalSentences_endsBehindTheFirstThatStatesTheAnswer() {
    StepEnds ends = new FirstAnswer("How many pens are there?");
    String text = "A box holds 6 pens. So the answer is 18. Wait, let me check.";

    assertThat(ends.find(text)).hasValue(text.indexOf(" Wait"));
    assertThat(ends.find("A box holds 6 pens. Maybe the answer is 18? ")).isEmpty();
  }

  private static SearchLevel level() {
    SearchTree tree = new SearchTree(20);
    List<SearchLevel.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      candidates.add(new SearchLevel.Candidate(tree.add(0, 0.95 - 0.05 * i, 10), i % 4));
    }
    return new SearchLevel(tree, candidates);
  }

  private static long kept(Selection selection) {
    return selection.shares().stream().filter(Selection.Share::kept).count();
  }
}
