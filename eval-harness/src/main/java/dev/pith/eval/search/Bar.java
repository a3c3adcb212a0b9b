package dev.pith.eval.search;

import java.util.Arrays;

/**
 * What a policy must reach to be better than self-consistency of some size: its accuracy and its
 * agreement with the vote of all branches, at 60 % of its tokens and no later.
 *
 * @param branches the size
 * @param scores what self-consistency of that size does
 */
record Bar(int branches, VoteScores scores) {
  /** What part of the tokens may be spent, probes included. */
  static final double TOKEN_SHARE = 0.6;

  private static final double ROUNDING = 1e-9;

  /** How far above the bar is far enough: points, parts of the tokens and of the time. */
  private static final double ENOUGH_RIGHT = 0.003;

  private static final double ENOUGH_AGREEMENT = 0.01;
  private static final double ENOUGH_TOKENS = 0.1;
  private static final double ENOUGH_TIME = 0.1;

  /** Returns whether a policy is better on the same questions. */
  boolean isBeatenBy(VoteScores policy) {
    return slack(policy) >= -ROUNDING;
  }

  /** Returns by how much a policy is better where it is least so; below 0 when it is not. */
  double slack(VoteScores policy) {
    double right =
        policy.mean(VoteScores.Question::right) - scores.mean(VoteScores.Question::right);
    double agreement =
        policy.mean(VoteScores.Question::agrees) - scores.mean(VoteScores.Question::agrees);
    double least = Math.min(right / ENOUGH_RIGHT, agreement / ENOUGH_AGREEMENT);
    least = Math.min(least, (TOKEN_SHARE - tokenShare(policy)) / ENOUGH_TOKENS);
    return Math.min(least, (1 - timeShare(policy)) / ENOUGH_TIME);
  }

  /** Returns the tokens of a policy, probes included, as a part of this one's. */
  double tokenShare(VoteScores policy) {
    return policy.mean(VoteScores.Question::allTokens) / scores.mean(VoteScores.Question::tokens);
  }

  /** Returns the time of a policy as a part of this one's. */
  double timeShare(VoteScores policy) {
    return policy.mean(VoteScores.Question::sequentialTokens)
        / scores.mean(VoteScores.Question::sequentialTokens);
  }

  /** Returns the bar on some of the questions. */
  Bar only(int... questions) {
    return new Bar(branches, scores.only(Arrays.stream(questions)));
  }
}
