package dev.pith.verifier.vote;

/**
 * Decides how many answers to one question are sampled side by side, which of these branches are
 * given up, and when the vote is over: a state machine for one question.
 *
 * <p>Its caller runs the branches and tells what they say. Time goes in steps: a step is over when
 * every running branch has written another fixed number of tokens, or has ended. A branch that
 * hangs is told to have failed, so that it holds nothing up. Instances hold a few numbers for each
 * branch and are not thread-safe.
 */
public interface BranchVote {

  /**
   * A running branch was made to answer.
   *
   * @param branch its number, from 0 in the order in which branches were started
   * @param answer a number of {@link AnswerClasses}
   */
  void onProbe(int branch, int answer);

  /** A running branch has ended with this answer. */
  void onFinished(int branch, int answer);

  /** A running branch will never answer: it broke, or hangs. */
  void onFailed(int branch);

  /**
   * A running branch has told how sure its model is of what it writes. Only {@link
   * VotePolicy#deepConf} reads it.
   *
   * @param confidence the mean over a window of {@link TokenConfidence}
   */
  default void onConfidence(int branch, double confidence) {}

  /**
   * A step is over. The first call comes before any branch runs.
   *
   * @return what to do; after the end there must be no further call
   */
  Decision onStep();
}
