package dev.pith.eval.search;

import dev.pith.eval.dataset.BranchedQuestion;
import dev.pith.eval.dataset.BranchedQuestion.Branch;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.vote.AnswerClasses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** A recorded question, its answers numbered and compared with the reference answer. */
final class VoteCase {
  private final BranchedQuestion question;
  private final int[][] probes;
  private final int[] answers;
  private final Optional<BitSet> right;

  /** Numbers the answers. As in the published tables, those are equal whose texts are. */
  VoteCase(BranchedQuestion question) {
    this.question = question;
    AnswerClasses classes = new AnswerClasses(String::equals);
    List<Branch> branches = question.branches();
    probes = new int[branches.size()][];
    answers = new int[branches.size()];
    for (int b = 0; b < answers.length; b++) {
      probes[b] = branches.get(b).probes().stream().mapToInt(classes::of).toArray();
      answers[b] = classes.of(branches.get(b).answer());
    }
    String gold = question.gold();
    if (gold == null || gold.isBlank()) {
      right = Optional.empty();
    } else {
      BitSet set = new BitSet();
      for (int k = 0; k < classes.size(); k++) {
        set.set(k, isSame(classes.text(k), gold, question.question()));
      }
      right = Optional.of(set);
    }
  }

  static List<VoteCase> of(List<BranchedQuestion> questions) {
    List<VoteCase> cases = new ArrayList<>();
    questions.forEach(question -> cases.add(new VoteCase(question)));
    return cases;
  }

  BranchedQuestion question() {
    return question;
  }

  int branches() {
    return answers.length;
  }

  /** Returns the answers that a branch was made to give on its way. */
  int[] probes(int branch) {
    return probes[branch];
  }

  /** Returns the answer at the end of a branch. */
  int answer(int branch) {
    return answers[branch];
  }

  long tokens(int branch) {
    return question.branches().get(branch).tokens();
  }

  /** Returns whether the reference answer is known. */
  boolean isGraded() {
    return right.isPresent();
  }

  /** Returns whether an answer is right; false when that is unknown. */
  boolean isRight(int answer) {
    return answer >= 0 && right.map(set -> set.get(answer)).orElse(false);
  }

  private static boolean isSame(String a, String b, String question) {
    return AnswerEquivalence.compare(a, b, question) == Agreement.EQUAL;
  }
}
