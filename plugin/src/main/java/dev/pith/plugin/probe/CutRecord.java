package dev.pith.plugin.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the last cuts by one method on one model went. Thread-safe. */
final class CutRecord {

  static final int WINDOW = 20;
  static final int MAX_FAILURES = 2;

  private final Deque<Boolean> last = new ArrayDeque<>();
  private int failures;
  private @Nullable String lastFailure;

  synchronized void succeeded() {
    add(true);
  }

  /** Records a failure; tells whether it was the one too many. */
  synchronized boolean failed(String reason) {
    boolean before = failures >= MAX_FAILURES;
    lastFailure = reason;
    add(false);
    return !before && failures >= MAX_FAILURES;
  }

  /** Returns why the method is not used any more; empty while it is. */
  synchronized Optional<String> objection() {
    return failures < MAX_FAILURES
        ? Optional.empty()
        : Optional.of(
            failures + " of its last " + last.size() + " cuts failed, lastly: " + lastFailure);
  }

  synchronized int cuts() {
    return last.size();
  }

  synchronized int failures() {
    return failures;
  }

  /* Once a method is out no cuts are made by it, so that its record stays. */
  private void add(boolean success) {
    last.addLast(success);
    failures += success ? 0 : 1;
    if (last.size() > WINDOW && !last.removeFirst()) {
      failures--;
    }
  }
}
