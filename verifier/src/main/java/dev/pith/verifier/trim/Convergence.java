package dev.pith.verifier.trim;

import dev.pith.verifier.Thought;
import dev.pith.verifier.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the thoughts of a trace when its answer has settled.
 *
 * <p>Thoughts come in order; verdicts come in any order and are handled in the order of the
 * thoughts. An implementation holds a bounded number of thoughts that wait for verdicts.
 */
interface Convergence {

  /** What a convergence rule reports and asks. */
  interface Listener {
    /** Asks a question; ids count from 1. The verdict may come before this call returns. */
    void ask(VerifierQuestion question);

    /** The answer has settled; {@code excerpt} states it. */
    void onSettled(String excerpt);

    /** A later statement disagrees with the answer that had settled. */
    void onUnsettled();
  }

  /**
   * Takes the next thought.
   *
   * @param atToken position of the trace when the thought was complete
   */
  void onThought(Thought thought, long atToken);

  /**
   * Takes a verdict; empty means that the verifier abstained.
   *
   * @throws IllegalArgumentException if no such question was asked
   */
  void onVerdict(int questionId, Optional<Verdict> verdict);

  /** Returns how many thoughts stated an answer so far. */
  int statements();

  /** Returns why the answer has not settled yet. */
  Abstention abstention();

  /**
   * Reads a verdict with a margin around one half.
   *
   * @return true for Yes, false for No, null for an abstention, of the verifier or for lack of
   *     margin
   */
  static @Nullable Boolean read(Optional<Verdict> verdict, double margin) {
    return verdict.flatMap(given -> given.decision(margin)).orElse(null);
  }
}
