package dev.pith.plugin.langchain4j.memory;

import dev.pith.plugin.history.ThoughtPruning;
import dev.pith.verifier.surprisal.StepScoring;
import dev.pith.verifier.trace.LastSentences;

/**
 * Shortens a thinking that has done its work. The same thinking must always become the same text:
 * what was sent before is then sent again, and the caches of model servers keep hitting.
 * Thread-safe.
 */
@FunctionalInterface
public interface ThinkingPruner {

  /** The mean length up to which whole sentences are kept. */
  int MAX_SENTENCE_CHARS = 200;

  /**
   * Returns what is carried forward.
   *
   * @param thinking the whole thinking
   * @return a shorter one; empty to carry nothing forward
   */
  String prune(String thinking);

  /** Carries nothing forward. */
  static ThinkingPruner nothing() {
    return thinking -> "";
  }

  /**
   * Carries whole steps forward, up to a share of the thinking: its ends, the steps that state an
   * answer and code, and of the others the last ones.
   *
   * @param share in [0, 1]
   * @throws IllegalArgumentException if it is out of range
   */
  static ThinkingPruner steps(double share) {
    ThoughtPruning pruning = ThoughtPruning.of(StepScoring.LAST, share);
    return thinking -> pruning.prune(thinking, "");
  }

  /**
   * Carries the last sentences forward, which hold the result; no more of them than {@value
   * #MAX_SENTENCE_CHARS} characters each on average.
   *
   * @param count how many, at least 1
   * @throws IllegalArgumentException if there are none
   */
  static ThinkingPruner lastSentences(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1: " + count);
    }
    return thinking -> LastSentences.of(thinking, count, count * MAX_SENTENCE_CHARS);
  }
}
