package dev.pith.verifier;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells how likely a model finds a text that is written already, token by token.
 *
 * <p>Implementations may answer on any thread and in any order. They abstain with an empty {@code
 * Optional} when they cannot tell, and may fail: callers treat failure as abstention.
 */
public interface TokenScorer {

  /**
   * Scores a text.
   *
   * @param prefix what stands before it, such as the question and the tag that opens the thinking,
   *     exactly as the model is to read it; may be empty
   * @param text what is scored; places are counted from its start
   */
  CompletionStage<Optional<TokenScores>> score(String prefix, String text);

  /** Returns the name of the model that judges, for reports; never blank. */
  String id();

  /** Returns the scorer that always abstains, at once. */
  static TokenScorer abstaining() {
    return new TokenScorer() {
      @Override
      public CompletionStage<Optional<TokenScores>> score(String prefix, String text) {
        return CompletableFuture.completedStage(Optional.empty());
      }

      @Override
      public String id() {
        return "none";
      }
    };
  }
}
