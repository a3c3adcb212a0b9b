package dev.pith.verifier.trim;

import dev.pith.verifier.Verdict;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The thoughts that wait for verdicts: verdicts come in any order, thoughts are handled in theirs.
 *
 * <p>Holds at most {@value #MAX_WAITING} thoughts; one more, and the oldest is dropped, as if the
 * verifier had abstained.
 *
 * @param <T> what a stopping rule knows of a thought
 */
final class VerdictQueue<T extends VerdictQueue.Entry> {
  static final int MAX_WAITING = 64;

  /** A thought in the queue; ready unless a verdict is awaited. */
  abstract static class Entry {
    int question;
    boolean ready = true;
    Optional<Verdict> verdict = Optional.empty();

    /** Returns the latest verdict; empty when the verifier abstained, or nothing was asked yet. */
    final Optional<Verdict> verdict() {
      return verdict;
    }
  }

  private final Convergence.Listener listener;
  private final Consumer<T> step;
  private final Deque<T> entries = new ArrayDeque<>();
  private int asked;
  private boolean draining;

  /**
   * Creates an empty queue.
   *
   * @param listener receives the questions
   * @param step takes the first thought whenever it is ready, and must remove it or ask about it
   */
  VerdictQueue(Convergence.Listener listener, Consumer<T> step) {
    this.listener = listener;
    this.step = step;
  }

  void add(T entry) {
    entries.addLast(entry);
    if (entries.size() > MAX_WAITING) {
      entries.removeFirst();
    }
  }

  void ask(T entry, VerifierQuestion.Kind kind, String first, String second) {
    // All is set before asking: the verdict may come before the call returns.
    entry.ready = false;
    entry.verdict = Optional.empty();
    entry.question = ++asked;
    listener.ask(new VerifierQuestion(asked, kind, first, second));
  }

  /**
   * Takes a verdict and handles what is ready.
   *
   * @throws IllegalArgumentException if no such question was asked
   */
  void onVerdict(int questionId, Optional<Verdict> verdict) {
    if (questionId < 1 || questionId > asked) {
      throw new IllegalArgumentException(
          "no such question: " + questionId + "; asked so far: " + asked);
    }
    for (T entry : entries) {
      if (entry.question == questionId && !entry.ready) {
        entry.verdict = verdict;
        entry.ready = true;
      }
    }
    drain();
  }

  /** Handles the first thoughts as long as they are ready. */
  void drain() {
    if (draining) {
      return;
    }
    draining = true;
    while (!entries.isEmpty() && entries.peekFirst().ready) {
      step.accept(entries.peekFirst());
    }
    draining = false;
  }

  void removeFirst() {
    entries.removeFirst();
  }
}
