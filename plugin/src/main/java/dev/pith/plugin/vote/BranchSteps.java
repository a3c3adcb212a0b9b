package dev.pith.plugin.vote;

import java.util.List;

/**
 * The steps in which the branches of a vote go forward together. Confined to the vote's executor.
 *
 * <p>A step is over when every running branch has written one more, or has ended. A branch that is
 * a whole step behind another one is not waited for, and neither is one that says nothing any more.
 * So any order of news in which no branch is that far ahead, and none stands still, leads to the
 * decisions of a replay, in which all of them write in step.
 */
final class BranchSteps {

  private final List<LiveBranch> branches;
  private boolean endUnseen;

  /** Watches branches; the list may grow. */
  BranchSteps(List<LiveBranch> branches) {
    this.branches = branches;
  }

  /** A branch has ended: that is worth a look, even while all others stand still. */
  void branchEnded() {
    endUnseen = true;
  }

  /** Tells whether the step that is being written is over. */
  boolean isOver() {
    long least = 1;
    long most = 0;
    boolean someStandStill = false;
    boolean allStandStill = true;
    for (LiveBranch branch : branches) {
      if (branch.isRunning()) {
        most = Math.max(most, branch.stepsAhead());
        if (branch.standsStill()) {
          someStandStill = true;
        } else {
          allStandStill = false;
          least = Math.min(least, branch.stepsAhead());
        }
      }
    }
    boolean nothingNew = someStandStill && allStandStill && !endUnseen;
    return most > 1 || (least > 0 && !nothingNew);
  }

  /** The step that is over has been looked at. */
  void count() {
    endUnseen = false;
    branches.forEach(LiveBranch::countStep);
  }

  /** Returns where a branch begins that is started now, in tokens of branches side by side. */
  long front() {
    boolean anyRuns = branches.stream().anyMatch(LiveBranch::isRunning);
    return branches.stream()
        .filter(branch -> branch.isRunning() || !anyRuns)
        .mapToLong(LiveBranch::reaches)
        .max()
        .orElse(0);
  }
}
