package dev.pith.plugin.vote;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Counts how long the running branches of a vote have said nothing. Confined to the vote's
 * executor.
 *
 * <p>It looks ten times within the silence that is allowed: a branch that has said nothing from one
 * look to the next stands still, and is not waited for; one that has said nothing all the time is
 * given up.
 */
final class SilenceWatch {

  private static final int LOOKS = 10;

  private final Duration allowed;
  private final Duration interval;
  private final VoteTimer timer;
  private final List<LiveBranch> branches;
  private final Consumer<List<LiveBranch>> onLook;
  private Runnable next = () -> {};
  private boolean closed;

  /**
   * Watches branches; the list may grow.
   *
   * @param allowed how long a branch may say nothing
   * @param timer calls back on the vote's executor
   * @param onLook is told after each look which branches are to be given up, often none
   */
  SilenceWatch(
      Duration allowed,
      VoteTimer timer,
      List<LiveBranch> branches,
      Consumer<List<LiveBranch>> onLook) {
    this.allowed = allowed;
    this.interval = Duration.ofMillis(Math.max(1, allowed.toMillis() / LOOKS));
    this.timer = timer;
    this.branches = branches;
    this.onLook = onLook;
  }

  void begin() {
    next = timer.after(interval, this::look);
  }

  void close() {
    closed = true;
    next.run();
  }

  private void look() {
    if (closed) {
      return;
    }
    List<LiveBranch> running = branches.stream().filter(LiveBranch::isRunning).toList();
    running.forEach(LiveBranch::lookedAt);
    onLook.accept(
        running.stream()
            .filter(branch -> interval.multipliedBy(branch.silentLooks()).compareTo(allowed) >= 0)
            .toList());
    if (!closed) {
      begin();
    }
  }
}
