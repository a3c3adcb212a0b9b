package dev.pith.verifier.vote;

import java.util.ArrayList;
import java.util.List;

/**
 * Parallel-Probe: all branches run side by side and are probed; those that keep contradicting the
 * most frequent answer are stopped, and all of them when that answer has long been the same.
 */
final class ParallelProbe extends BranchPolicy {

  /*
   * Towards Efficient Parallel Thinking via 2D Probing
   * https://arxiv.org/abs/2602.03845
   *
   * Finished branches go on voting; an answer that could not be read votes like any other.
   */

  private static final int NONE = -2;

  private final int warmUp;
  private final int patience;
  private final int stableSteps;
  private final int maxSteps;
  private final int[] off;
  private int step;
  private int stable;
  private int winner = NONE;

  ParallelProbe(int limit, int warmUp, int patience, int stableSteps, int maxSteps) {
    super(limit);
    this.warmUp = warmUp;
    this.patience = patience;
    this.stableSteps = stableSteps;
    this.maxSteps = maxSteps;
    off = new int[limit];
  }

  @Override
  public Decision onStep() {
    if (branches.started() == 0) {
      return start(branches.limit());
    }
    // The first probes come before step 0.
    int now = step++;
    voteActive();
    if (now == 0 && branches.running() > 0) {
      return Decision.GO_ON;
    }
    List<Integer> stopped = new ArrayList<>();
    if (now > warmUp && active() > 1) {
      prune(vote.leader(), stopped);
      voteActive();
    }
    stable = vote.leader() == winner ? stable + 1 : 0;
    winner = vote.leader();
    boolean over = stable >= stableSteps || branches.running() == 0 || now > maxSteps;
    return over ? Decision.ending(vote) : Decision.stopping(stopped);
  }

  private void prune(int leader, List<Integer> stopped) {
    for (int branch = 0; branch < branches.started(); branch++) {
      if (branches.isRunning(branch)) {
        off[branch] = branches.last(branch) == leader ? 0 : off[branch] + 1;
        if (off[branch] >= patience) {
          branches.stop(branch);
          stopped.add(branch);
        }
      }
    }
  }

  private int active() {
    return branches.running() + branches.finished();
  }

  private void voteActive() {
    vote.clear();
    for (int branch = 0; branch < branches.started(); branch++) {
      boolean active = branches.isRunning(branch) || branches.isFinished(branch);
      if (active && branches.answers(branch) > 0) {
        vote.add(branches.last(branch), 1);
      }
    }
  }
}
