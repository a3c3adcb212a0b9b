package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A way to end the thinking by a second call that goes on behind it. */
public interface ContinuationRecipe extends StopRecipe {

  /** Returns the call whose JSON answer the continuation is made from; empty if none is needed. */
  default Optional<ServerCall> preparation(CutPoint cut) {
    return Optional.empty();
  }

  /**
   * Returns the call that goes on from a cut.
   *
   * @param prepared the answer to {@link #preparation}; a missing node if there was none
   * @throws IllegalArgumentException if the answer, or what is known of the first call, does not
   *     allow it; the message says what is missing
   */
  ServerCall continuation(CutPoint cut, JsonNode prepared);

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
