package dev.pith.verifier.vote;

import dev.pith.verifier.vote.Decision.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Plays branches to a vote: each is a list of answers, one a step, the last one final. */
final class RecordedBranches {
  /** What stands for the end of a branch that fails. */
  static final int FAILS = -9;

  private final List<int[]> branches;
  final List<String> log = new ArrayList<>();
  int steps;
  int started;

  RecordedBranches(List<int[]> branches) {
    this.branches = branches;
  }

  /** Returns branches with few different answers; nearly all can be read. */
  static RecordedBranches random(int seed, int count) {
    Random random = new Random(seed);
    List<int[]> branches = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      int[] answers = new int[1 + random.nextInt(30)];
      int settled = random.nextInt(answers.length + 1);
      int last = random.nextInt(3);
      for (int k = 0; k < answers.length; k++) {
        answers[k] = k >= settled ? last : random.nextInt(4) - 1;
      }
      answers[answers.length - 1] = last;
      branches.add(answers);
    }
    return new RecordedBranches(branches);
  }

  List<int[]> answers() {
    return branches;
  }

  /** Plays the vote to its end. */
  Outcome run(VotePolicy policy) {
    BranchVote vote = policy.begin(branches.size());
    boolean[] running = new boolean[branches.size()];
    int[] next = new int[branches.size()];
    Decision decision = vote.onStep();
    while (decision.end().isEmpty()) {
      for (int branch : decision.stop()) {
        running[branch] = false;
        log.add("%d stop %d".formatted(steps, branch));
      }
      if (decision.start() > 0) {
        log.add("%d start %d".formatted(steps, decision.start()));
      }
      for (int k = 0; k < decision.start(); k++) {
        running[started++] = true;
      }
      steps++;
      for (int branch = 0; branch < started; branch++) {
        if (running[branch]) {
          running[branch] = !advance(vote, policy.probes(), branch, next[branch]++);
        }
      }
      decision = vote.onStep();
    }
    return decision.end().orElseThrow();
  }

  /** Returns whether the branch has ended. */
  private boolean advance(BranchVote vote, boolean probes, int branch, int at) {
    int[] answers = branches.get(branch);
    boolean last = at == answers.length - 1;
    if (last && answers[at] == FAILS) {
      vote.onFailed(branch);
    } else if (last) {
      vote.onFinished(branch, answers[at]);
    } else if (probes) {
      vote.onProbe(branch, answers[at]);
    }
    return last;
  }
}
