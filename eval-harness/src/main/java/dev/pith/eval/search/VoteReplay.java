package dev.pith.eval.search;

import dev.pith.verifier.vote.BranchVote;
import dev.pith.verifier.vote.Decision;
import dev.pith.verifier.vote.VotePolicy;

/**
 * Plays recorded branches to a vote, step by step, and counts what they would have cost.
 *
 * <p>Costs are counted as in the published tables: a step is the distance between two probes; what
 * lies behind the last probe of a branch is one step more, whatever its length; a branch that is
 * stopped has cost what it has written. The time is that of branches which run side by side, in
 * tokens: until the last one has ended that was started, or was stopped.
 */
final class VoteReplay {

  /**
   * What came of one vote.
   *
   * @param answer a number of the case's answers; -1 for none
   * @param tokens of all branches
   * @param sequentialTokens how long it took, in tokens of one branch
   * @param probes how often a branch was made to answer
   * @param started how many branches were started
   * @param peak how many ran at the same time at most
   */
  record Result(
      int answer, long tokens, long sequentialTokens, long probes, int started, int peak) {}

  private final VoteCase voteCase;
  private final int[] order;
  private final boolean probed;
  private final BranchVote vote;
  private final int step;
  private final long[] cost;
  private final long[] start;
  private final boolean[] running;
  private int started;
  private int alive;
  private int peak;
  private long now;
  private long end;
  private long probes;

  private VoteReplay(VotePolicy policy, VoteCase voteCase, int[] order) {
    this.voteCase = voteCase;
    this.order = order;
    probed = policy.probes();
    vote = policy.begin(order.length);
    step = voteCase.question().probeTokens();
    cost = new long[order.length];
    start = new long[order.length];
    running = new boolean[order.length];
  }

  /**
   * Plays a vote.
   *
   * @param order which branches there are, in the order in which they are started
   */
  static Result run(VotePolicy policy, VoteCase voteCase, int[] order) {
    return new VoteReplay(policy, voteCase, order).run();
  }

  private Result run() {
    Decision decision = vote.onStep();
    while (decision.end().isEmpty()) {
      apply(decision);
      if (alive == 0) {
        throw new IllegalStateException("nothing runs, and the vote is not over");
      }
      advance();
      decision = vote.onStep();
    }
    long tokens = 0;
    for (int k = 0; k < started; k++) {
      tokens += cost[k];
      end = Math.max(end, running[k] ? now : 0);
    }
    return new Result(decision.end().orElseThrow().answer(), tokens, end, probes, started, peak);
  }

  private void apply(Decision decision) {
    for (int branch : decision.stop()) {
      running[branch] = false;
      alive--;
      end = Math.max(end, now);
    }
    if (alive == 0) {
      now = end; // what begins now has waited for the last one
    }
    for (int k = 0; k < decision.start(); k++) {
      start[started] = now;
      running[started++] = true;
      alive++;
    }
    peak = Math.max(peak, alive);
  }

  private void advance() {
    now += step;
    for (int k = 0; k < started; k++) {
      if (running[k]) {
        advance(k);
      }
    }
  }

  private void advance(int branch) {
    int recorded = order[branch];
    int[] answers = voteCase.probes(recorded);
    int next = (int) (cost[branch] / step);
    if (next < answers.length) {
      cost[branch] += step;
      if (probed) {
        probes++;
        vote.onProbe(branch, answers[next]);
      }
      return;
    }
    // Without probes a branch costs what it has written, be it less than its probes would say.
    long tokens = voteCase.tokens(recorded);
    cost[branch] = probed ? Math.max(cost[branch], tokens) : tokens;
    running[branch] = false;
    alive--;
    end = Math.max(end, start[branch] + cost[branch]);
    vote.onFinished(branch, voteCase.answer(recorded));
  }
}
