package dev.pith.verifier;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers the two questions of TrimR [1] about excerpts of a reasoning trace.
 *
 * <p>Implementations may answer on any thread and in any order. They abstain with an empty {@code
 * Optional} when they cannot tell (with a verdict without a probability when asking has cost
 * something), and may fail: callers treat failure as abstention.
 */
public interface Verifier {

  /*
   * [1] TrimR: Verifier-based Training-Free Thinking Trimming for Efficient Test-Time Scaling,
   * section on two-stage verification. https://arxiv.org/abs/2505.17155
   */

  /**
   * Asks whether the excerpt states a final or candidate answer to the question (stage 1).
   *
   * @param question the user's question; empty when unknown
   * @param excerpt the last sentences of a thought
   */
  CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt);

  /**
   * Asks whether two answer-bearing excerpts reach the same answer (stage 2).
   *
   * @param question the user's question; empty when unknown
   * @param first the earlier excerpt
   * @param second the later excerpt
   */
  CompletionStage<Optional<Verdict>> sameAnswer(String question, String first, String second);

  /**
   * Returns what it has counted so far, by name, for people to read: numbers, texts, and maps of
   * them. Empty when it counts nothing.
   */
  default Map<String, Object> status() {
    return Map.of();
  }

  /** Returns the verifier that always abstains, at once: what the rules leave open stays open. */
  static Verifier abstaining() {
    CompletionStage<Optional<Verdict>> abstention =
        CompletableFuture.completedStage(Optional.empty());
    return new Verifier() {
      @Override
      public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
        return abstention;
      }

      @Override
      public CompletionStage<Optional<Verdict>> sameAnswer(
          String question, String first, String second) {
        return abstention;
      }
    };
  }
}
