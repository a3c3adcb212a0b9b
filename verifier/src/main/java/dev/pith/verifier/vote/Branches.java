package dev.pith.verifier.vote;

import java.util.Arrays;

/** What is known of the branches of one vote. */
final class Branches {
  private enum State {
    WAITING,
    RUNNING,
    FINISHED,
    STOPPED,
    FAILED
  }

  private final State[] states;
  private final int[] last;
  private final int[] answers;
  private final int[] equalInARow;
  private int started;
  private int running;
  private int finished;

  /** Creates branches none of which runs. */
  Branches(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("branches must be at least 1: " + limit);
    }
    states = new State[limit];
    Arrays.fill(states, State.WAITING);
    last = new int[limit];
    answers = new int[limit];
    equalInARow = new int[limit];
  }

  /** Starts up to that many branches; returns how many there were to start. */
  int start(int count) {
    int starting = Math.min(count, states.length - started);
    for (int i = 0; i < starting; i++) {
      states[started++] = State.RUNNING;
    }
    running += starting;
    return starting;
  }

  void onProbe(int branch, int answer) {
    requireRunning(branch);
    boolean same = answers[branch] > 0 && last[branch] == answer;
    equalInARow[branch] = same ? equalInARow[branch] + 1 : 1;
    last[branch] = answer;
    answers[branch]++;
  }

  void onFinished(int branch, int answer) {
    requireRunning(branch);
    states[branch] = State.FINISHED;
    last[branch] = answer;
    answers[branch]++;
    running--;
    finished++;
  }

  void onFailed(int branch) {
    requireRunning(branch);
    states[branch] = State.FAILED;
    running--;
  }

  void stop(int branch) {
    requireRunning(branch);
    states[branch] = State.STOPPED;
    running--;
  }

  int limit() {
    return states.length;
  }

  int started() {
    return started;
  }

  int running() {
    return running;
  }

  int finished() {
    return finished;
  }

  boolean allStarted() {
    return started == states.length;
  }

  boolean isRunning(int branch) {
    return states[branch] == State.RUNNING;
  }

  boolean isFinished(int branch) {
    return states[branch] == State.FINISHED;
  }

  boolean isStopped(int branch) {
    return states[branch] == State.STOPPED;
  }

  /** Returns how often the branch has answered, its last answer included. */
  int answers(int branch) {
    return answers[branch];
  }

  /** Returns its last answer; only where it has answered. */
  int last(int branch) {
    return last[branch];
  }

  /** Returns how many of its last probes were answered alike. */
  int equalInARow(int branch) {
    return equalInARow[branch];
  }

  /** Lets all branches that have finished vote, in the order in which they were started. */
  void voteFinished(WeightedVote vote) {
    vote.clear();
    for (int branch = 0; branch < started; branch++) {
      if (isFinished(branch)) {
        vote.add(last[branch], 1);
      }
    }
  }

  private void requireRunning(int branch) {
    if (branch < 0 || branch >= started || states[branch] != State.RUNNING) {
      throw new IllegalArgumentException(
          "branch %d does not run: %s"
              .formatted(
                  branch, branch < 0 || branch >= states.length ? "unknown" : states[branch]));
    }
  }
}
