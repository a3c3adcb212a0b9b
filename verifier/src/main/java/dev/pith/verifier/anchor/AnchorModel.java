package dev.pith.verifier.anchor;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A model that is given one message and answers it.
 *
 * <p>It may answer on any thread. It abstains with an empty {@code Optional}, and may fail: callers
 * treat failure as abstention.
 */
public interface AnchorModel {

  /**
   * What a model answered.
   *
   * @param text without its thinking
   * @param tokens what it has cost, prompt and answer; empty when unknown
   */
  record Answer(String text, OptionalLong tokens) {}

  /**
   * Asks.
   *
   * @param message what a user would say
   * @param temperature of the sampling, at least 0
   * @param maxTokens longest answer
   */
  CompletionStage<Optional<Answer>> ask(String message, double temperature, int maxTokens);

  /** Returns its name, for reports. */
  String id();

  /** Returns the model that never answers. */
  static AnchorModel abstaining() {
    return new AnchorModel() {
      @Override
      public CompletionStage<Optional<Answer>> ask(
          String message, double temperature, int maxTokens) {
        return CompletableFuture.completedStage(Optional.empty());
      }

      @Override
      public String id() {
        return "none";
      }
    };
  }
}
