package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.verifier.detect.Prober.Place;
import java.util.Optional;

/**
 * A way to let a model go on from a place near its thinking, aside from its own stream, and to hear
 * the log-probabilities of what it writes. Immutable and pure.
 */
public interface ProbeRecipe {

  /** How many alternatives to each token are asked for: what vLLM and the others allow at most. */
  int ALTERNATIVES = 20;

  /**
   * What is probed.
   *
   * @param request what the client asked
   * @param place where the model goes on
   * @param thinking the thinking so far, without tags and without white space at its end: models
   *     end a paragraph otherwise than a thinking
   * @param opener the words that an answer begins with
   * @param answerTokens most tokens of an answer
   */
  record Asked(ChatRequest request, Place place, String thinking, String opener, int answerTokens) {

    public Asked {
      thinking = thinking.stripTrailing();
    }

    /** Returns how many tokens are written. */
    int maxTokens() {
      return place == Place.IN_ANSWER ? answerTokens : 1;
    }
  }

  /** Returns the call that renders the prompt of a request; empty if none is needed. */
  Optional<ServerCall> rendering(ChatRequest request);

  /** Returns the call that makes text of what {@link #rendering} brought; empty if it is text. */
  Optional<ServerCall> detokenizing(ChatRequest request, JsonNode rendered);

  /**
   * Returns the probing call. It is answered at once, not as a stream.
   *
   * @param rendered the answer to the last of the two calls before; a missing node if there was
   *     none
   * @throws IllegalArgumentException if that answer holds no prompt
   */
  ServerCall probe(Asked asked, JsonNode rendered);
}
