package dev.pith.verifier.vote;

import java.util.List;
import java.util.Optional;

/**
 * What becomes of the branches now.
 *
 * @param start how many further branches are started
 * @param stop which running branches are cancelled; their answers no longer count
 * @param end present when the vote is over: what still runs is cancelled
 */
public record Decision(int start, List<Integer> stop, Optional<Outcome> end) {

  /**
   * The end of a vote.
   *
   * @param answer a number of {@link AnswerClasses}; {@link AnswerClasses#UNREADABLE} when there is
   *     none
   * @param confidence {@link LeadConfidence} of the votes that counted
   * @param share the part of their mass that the answer has, in [0, 1]
   */
  public record Outcome(int answer, double confidence, double share) {

    static Outcome of(WeightedVote vote) {
      double share = vote.isEmpty() ? 0 : vote.leaderMass() / vote.total();
      return new Outcome(vote.leader(), vote.confidence(), share);
    }
  }

  /** All goes on as it is. */
  static final Decision GO_ON = new Decision(0, List.of(), Optional.empty());

  /** Copies the list. */
  public Decision {
    stop = List.copyOf(stop);
  }

  static Decision starting(int branches) {
    return new Decision(branches, List.of(), Optional.empty());
  }

  static Decision stopping(List<Integer> branches) {
    return branches.isEmpty() ? GO_ON : new Decision(0, branches, Optional.empty());
  }

  static Decision ending(WeightedVote vote) {
    return new Decision(0, List.of(), Optional.of(Outcome.of(vote)));
  }
}
