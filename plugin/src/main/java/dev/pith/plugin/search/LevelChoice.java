package dev.pith.plugin.search;

import dev.pith.verifier.search.AdaptiveWidth;
import dev.pith.verifier.search.DuplicateDiscount;
import dev.pith.verifier.search.DuplicateDiscount.Standing;
import dev.pith.verifier.search.SearchLevel;
import dev.pith.verifier.search.Selection;
import dev.pith.verifier.search.SelectionPolicy;
import dev.pith.verifier.vote.AnswerClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses what goes on from a level, and keeps the width. Not thread-safe. */
final class LevelChoice {
  private final SelectionPolicy policy;
  private final Optional<DuplicateDiscount> discount;
  private final String question;
  private final AdaptiveWidth width;

  LevelChoice(SelectionPolicy policy, TokenSaving saving, String question, int searchWidth) {
    this.policy = policy;
    this.question = question;
    discount = saving.discount();
    width = new AdaptiveWidth(searchWidth, saving.reopenBelow());
  }

  AdaptiveWidth width() {
    return width;
  }

  /**
   * Chooses.
   *
   * @param branches those of the level, in its order
   * @param affordable how many continuations there may be at most, at least 1
   */
  Selection among(SearchLevel level, List<? extends Branch<?>> branches, long affordable) {
    int most = (int) Math.min(affordable, Math.max(1, width.at(level)));
    Selection selection = policy.select(level, most);
    if (discount.isPresent()) {
      selection = discount.get().apply(level, selection, standings(branches));
    }
    width.selected(selection);
    return within(selection, affordable);
  }

  private List<Standing> standings(List<? extends Branch<?>> branches) {
    AnswerClasses classes = FinishedVote.classes(question);
    List<Standing> standings = new ArrayList<>();
    for (Branch<?> branch : branches) {
      int answer =
          StepAnswers.intermediate(question, branch.trajectory().step())
              .map(classes::of)
              .orElse(AnswerClasses.UNREADABLE);
      standings.add(new Standing(answer, branch.samples()));
    }
    return standings;
  }

  /** Beam search may choose more than the width. */
  private static Selection within(Selection selection, long affordable) {
    if (selection.continuations() <= affordable) {
      return selection;
    }
    long left = affordable;
    List<Selection.Share> shares = new ArrayList<>();
    for (Selection.Share share : selection.shares()) {
      int count = (int) Math.min(share.continuations(), left);
      left -= count;
      shares.add(new Selection.Share(share.kept(), count));
    }
    return new Selection(shares, selection.width(), selection.solution());
  }
}
