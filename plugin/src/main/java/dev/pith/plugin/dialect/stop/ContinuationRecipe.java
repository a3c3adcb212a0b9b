package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A way to end the thinking by a second call that goes on behind it. */
public interface ContinuationRecipe extends StopRecipe {

  /**
   * Returns the next call whose JSON answer the continuation is made from; empty when no more are
   * needed.
   *
   * @param answers what the calls before have brought, in their order; empty at first
   * @throws IllegalArgumentException if they do not allow a continuation; the message says what is
   *     missing
   */
  default Optional<ServerCall> preparation(CutPoint cut, List<JsonNode> answers) {
    return Optional.empty();
  }

  /**
   * Returns the call that goes on from a cut.
   *
   * @param answers what each call of {@link #preparation} has brought, in their order
   * @throws IllegalArgumentException if the answers, or what is known of the first call, do not
   *     allow it; the message says what is missing
   */
  ServerCall continuation(CutPoint cut, List<JsonNode> answers);

  /** Returns how the second call's route writes its stream. */
  default StreamFormat format() {
    return StreamFormat.OPENAI;
  }

  /** Returns whether the thinking can be cut between chunks only. */
  default boolean cutsBetweenChunks() {
    return false;
  }

  /** Returns the beginning of the answer that the second call is given; the client gets it too. */
  default String answerHead() {
    return "";
  }
}
