package dev.pith.plugin.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the last cuts by one method on one model went. Thread-safe. */
public final class CutRecord {

  public static final int WINDOW = 20;
  public static final int MAX_FAILURES = 2;

  private final Deque<Boolean> last = new ArrayDeque<>();
  private int failures;
  private @Nullable String lastFailure;

  /** Records a cut that led to an answer. */
  public synchronized void succeeded() {
    add(true);
  }

  /** Records a failure; tells whether it was the one too many. */
  public synchronized boolean failed(String reason) {
    boolean before = failures >= MAX_FAILURES;
    lastFailure = reason;
    add(false);
    return !before && failures >= MAX_FAILURES;
  }

  /** Returns why the method is not used any more; empty while it is. */
  public synchronized Optional<String> objection() {
    return failures < MAX_FAILURES
        ? Optional.empty()
        : Optional.of(
            failures + " of its last " + last.size() + " cuts failed, lastly: " + lastFailure);
  }

  /** Returns how many cuts are remembered. */
  public synchronized int cuts() {
    return last.size();
  }

  /** Returns how many of them failed. */
  public synchronized int failures() {
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
