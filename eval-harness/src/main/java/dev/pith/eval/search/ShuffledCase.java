package dev.pith.eval.search;

import dev.pith.verifier.vote.VotePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A recorded question with the shuffles of its branches, the same for all policies. */
final class ShuffledCase {
  private final VoteCase voteCase;
  private final int[][] orders;
  private final int[] answersOfAll;

  private ShuffledCase(VoteCase voteCase, int seeds) {
    this.voteCase = voteCase;
    orders = new int[seeds][];
    answersOfAll = new int[seeds];
    VotePolicy all = VotePolicy.selfConsistency(VotePolicies.BRANCHES);
    for (int seed = 0; seed < seeds; seed++) {
      orders[seed] = BranchOrder.shuffled(voteCase.branches(), VotePolicies.BRANCHES, seed);
      answersOfAll[seed] = VoteReplay.run(all, voteCase, orders[seed]).answer();
    }
  }

  static List<ShuffledCase> of(List<VoteCase> cases, int seeds) {
    List<ShuffledCase> shuffled = new ArrayList<>();
    cases.forEach(voteCase -> shuffled.add(new ShuffledCase(voteCase, seeds)));
    return shuffled;
  }

  VoteCase voteCase() {
    return voteCase;
  }

  /** Returns the branches of a shuffle, in the order in which they are started. */
  int[] order(int seed) {
    return orders[seed];
  }

  /** Returns the answer that all branches of a shuffle vote for. */
  int answerOfAll(int seed) {
    return answersOfAll[seed];
  }

  /** Returns the means over all shuffles. */
  VoteScores.Question score(IntFunction<VoteReplay.Result> play) {
    double right = 0;
    double agrees = 0;
    double tokens = 0;
    double sequential = 0;
    double probes = 0;
    double started = 0;
    double peak = 0;
    for (int seed = 0; seed < orders.length; seed++) {
      VoteReplay.Result result = play.apply(seed);
      right += voteCase.isRight(result.answer()) ? 1 : 0;
      agrees += result.answer() == answersOfAll[seed] ? 1 : 0;
      tokens += result.tokens();
      sequential += result.sequentialTokens();
      probes += result.probes();
      started += result.started();
      peak += result.peak();
    }
    double seeds = orders.length;
    return new VoteScores.Question(
        voteCase.isGraded(),
        right / seeds,
        agrees / seeds,
        tokens / seeds,
        sequential / seeds,
        probes / seeds,
        started / seeds,
        peak / seeds);
  }
}
