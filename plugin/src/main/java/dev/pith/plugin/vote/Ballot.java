package dev.pith.plugin.vote;

import dev.pith.plugin.vote.LiveBranch.State;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.vote.AnswerClasses;
import dev.pith.verifier.vote.WeightedVote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the answers to one question, and chooses the branch that is given. Not thread-safe. */
final class Ballot {
  private final String question;
  private final AnswerClasses classes;

  Ballot(String question) {
    this.question = question;
    this.classes =
        new AnswerClasses(
            (one, other) -> AnswerEquivalence.compare(one, other, question) == Agreement.EQUAL);
  }

  /** Returns the number of the answer that a finished text gives. */
  int read(String text) {
    return classes.of(AnswerExtractor.ofAnswer(question, text).orElse(""));
  }

  /** Returns the number of an answer without its frame. */
  int number(String answer) {
    return classes.of(answer);
  }

  /** Returns the answer of a number; empty for what cannot be read. */
  Optional<String> text(int number) {
    return number < 0 ? Optional.empty() : Optional.of(classes.text(number));
  }

  /** Lets the finished branches vote whose answers can be read. */
  static WeightedVote votes(List<LiveBranch> branches) {
    WeightedVote vote = new WeightedVote();
    for (LiveBranch branch : branches) {
      if (branch.state() == State.FINISHED && branch.answerClass() >= 0) {
        vote.add(branch.answerClass(), 1);
      }
    }
    return vote;
  }

  /**
   * Returns the finished branch that is given for an answer: that with the highest mean
   * log-probability where these are told, else the shortest; the first one of equals.
   */
  static Optional<LiveBranch> best(List<LiveBranch> branches, int answer) {
    return branches.stream()
        .filter(branch -> branch.state() == State.FINISHED && branch.answerClass() == answer)
        .min(
            Comparator.<LiveBranch>comparingDouble(
                    branch -> -branch.meanLogProb().orElse(Double.NEGATIVE_INFINITY))
                .thenComparingLong(branch -> branch.tokens().tokens()));
  }

  /** Returns the votes of finished branches, the most first; of equals those given first. */
  List<VoteResult.Votes> count(List<LiveBranch> branches) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (LiveBranch branch : branches) {
      if (branch.state() == State.FINISHED) {
        counts.merge(branch.answerClass(), 1, Integer::sum);
      }
    }
    List<VoteResult.Votes> votes = new ArrayList<>();
    counts.forEach((number, count) -> votes.add(new VoteResult.Votes(text(number), count)));
    votes.sort(Comparator.comparingInt(VoteResult.Votes::branches).reversed());
    return votes;
  }
}
