package dev.pith.verifier.vote;

import java.util.ArrayList;
import java.util.List;

/**
 * Self-consistency in which a branch is stopped as soon as it has answered so many probes alike;
 * its last answer votes.
 */
final class SettledBranches extends BranchPolicy {
  private final int equalAnswers;

  SettledBranches(int limit, int equalAnswers) {
    super(limit);
    this.equalAnswers = equalAnswers;
  }

  @Override
  public Decision onStep() {
    if (branches.started() == 0) {
      return start(branches.limit());
    }
    List<Integer> settled = new ArrayList<>();
    for (int branch = 0; branch < branches.started(); branch++) {
      if (branches.isRunning(branch) && branches.equalInARow(branch) >= equalAnswers) {
        branches.stop(branch);
        settled.add(branch);
      }
    }
    if (branches.running() > 0) {
      return Decision.stopping(settled);
    }
    for (int branch = 0; branch < branches.started(); branch++) {
      if (branches.isFinished(branch) || branches.isStopped(branch)) {
        vote.add(branches.last(branch), 1);
      }
    }
    return Decision.ending(vote);
  }
}
