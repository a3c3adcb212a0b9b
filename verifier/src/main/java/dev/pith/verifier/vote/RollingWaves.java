package dev.pith.verifier.vote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pith's own vote: few branches first, more while the vote is not clear. Finished branches vote,
 * running ones whose probes have long agreed with less weight; branches that keep contradicting a
 * clear leader are stopped.
 */
final class RollingWaves extends BranchPolicy {
  private final WaveSettings settings;
  private final int[] off;
  private int step;
  private int lastStart;
  private int held;

  RollingWaves(int limit, WaveSettings settings) {
    super(limit);
    this.settings = settings;
    off = new int[limit];
  }

  @Override
  public Decision onStep() {
    if (branches.started() == 0) {
      return start(settings.first());
    }
    step++;
    count();
    boolean safe =
        !vote.isEmpty()
            && branches.finished() >= settings.minFinished()
            && vote.confidence() > settings.confidence();
    held = safe ? held + 1 : 0;
    boolean idle = branches.running() == 0;
    if (held >= settings.hold() || (safe && idle)) {
      return Decision.ending(vote);
    }
    List<Integer> stopped = prune();
    idle |= branches.running() == 0;
    if (!branches.allStarted() && (idle || step - lastStart >= settings.gapSteps())) {
      lastStart = step;
      held = 0;
      return new Decision(branches.start(settings.grow()), stopped, Optional.empty());
    }
    return idle ? end() : Decision.stopping(stopped);
  }

  private void count() {
    int settled = Math.max(settings.warmUp(), settings.equalProbes());
    vote.clear();
    for (int branch = 0; branch < branches.started(); branch++) {
      if (branches.answers(branch) == 0 || !counts(branches.last(branch))) {
        continue;
      }
      if (branches.isFinished(branch)) {
        vote.add(branches.last(branch), 1);
      } else if (settings.probeWeight() > 0
          && branches.isRunning(branch)
          && branches.answers(branch) >= settled
          && branches.equalInARow(branch) >= settings.equalProbes()) {
        vote.add(branches.last(branch), settings.probeWeight());
      }
    }
  }

  private boolean counts(int answer) {
    return settings.unreadableVotes() || answer != AnswerClasses.UNREADABLE;
  }

  private List<Integer> prune() {
    boolean clear =
        settings.prune()
            && branches.finished() > 0
            && vote.leaderMass() >= settings.pruneShare() * vote.total()
            && !vote.isEmpty();
    if (!clear) {
      return List.of();
    }
    List<Integer> stopped = new ArrayList<>();
    for (int branch = 0; branch < branches.started(); branch++) {
      if (branches.isRunning(branch) && branches.answers(branch) >= settings.warmUp()) {
        off[branch] = branches.last(branch) == vote.leader() ? 0 : off[branch] + 1;
        if (off[branch] >= settings.prunePatience()) {
          branches.stop(branch);
          stopped.add(branch);
        }
      }
    }
    return stopped;
  }

  /** Nothing is left to wait for: without a vote the last readable answers decide. */
  private Decision end() {
    if (vote.isEmpty()) {
      for (int branch = 0; branch < branches.started(); branch++) {
        boolean answered = branches.answers(branch) > 0;
        if (answered && branches.last(branch) != AnswerClasses.UNREADABLE) {
          vote.add(branches.last(branch), 1);
        }
      }
    }
    return Decision.ending(vote);
  }
}
