package dev.pith.eval.search;

import dev.pith.verifier.vote.BranchVote;
import dev.pith.verifier.vote.Decision;
import dev.pith.verifier.vote.Decision.Outcome;
import dev.pith.verifier.vote.VotePolicy;
import dev.pith.verifier.vote.WeightedVote;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A control: all branches are cut after the same number of steps, and their last answers vote. */
final class CutVote implements BranchVote {
  private final int steps;
  private final int[] last;
  private int step;
  private int running;

  private CutVote(int steps, int limit) {
    this.steps = steps;
    last = new int[limit];
    running = limit;
    Arrays.fill(last, -1);
  }

  /** Returns the policy. */
  static VotePolicy after(int steps) {
    return new VotePolicy() {
      @Override
      public BranchVote begin(int limit) {
        return new CutVote(steps, limit);
      }

      @Override
      public boolean probes() {
        return true;
      }
    };
  }

  @Override
  public void onProbe(int branch, int answer) {
    last[branch] = answer;
  }

  @Override
  public void onFinished(int branch, int answer) {
    last[branch] = answer;
    running--;
  }

  @Override
  public void onFailed(int branch) {
    last[branch] = -1;
    running--;
  }

  @Override
  public Decision onStep() {
    if (step++ < steps && running > 0) {
      return new Decision(step == 1 ? last.length : 0, List.of(), Optional.empty());
    }
    WeightedVote vote = new WeightedVote();
    Arrays.stream(last).forEach(answer -> vote.add(answer, 1));
    double share = vote.leaderMass() / vote.total();
    return new Decision(
        0, List.of(), Optional.of(new Outcome(vote.leader(), vote.confidence(), share)));
  }
}
