package dev.pith.verifier.vote;

/** What the votes of all policies share: they keep the branches' answers and decide in steps. */
abstract class BranchPolicy implements BranchVote {
  final Branches branches;
  final WeightedVote vote = new WeightedVote();

  BranchPolicy(int limit) {
    branches = new Branches(limit);
  }

  @Override
  public void onProbe(int branch, int answer) {
    branches.onProbe(branch, answer);
  }

  @Override
  public void onFinished(int branch, int answer) {
    branches.onFinished(branch, answer);
  }

  @Override
  public void onFailed(int branch) {
    branches.onFailed(branch);
  }

  /** Returns the decision that starts up to that many branches. */
  final Decision start(int count) {
    return Decision.starting(branches.start(count));
  }
}
