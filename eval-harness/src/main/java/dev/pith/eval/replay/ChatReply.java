package dev.pith.eval.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A streamed chat completion, as a client got it.
 *
 * @param reasoning the thinking, guide included
 * @param answer the visible answer
 * @param finishReason why it ended
 * @param usage the usage of the last chunk that had one
 * @param pith the object {@code pith}: what was cut; empty when nothing was
 * @param nanos time from the request to the end
 */
public record ChatReply(
    String reasoning,
    String answer,
    String finishReason,
    Optional<JsonNode> usage,
    Optional<JsonNode> pith,
    long nanos) {

  /** Returns the tokens of thinking that the usage reports; empty when it does not. */
  public OptionalLong reasoningTokens() {
    return number(usage, "/completion_tokens_details/reasoning_tokens");
  }

  /** Returns all generated tokens that the usage reports; empty when it does not. */
  public OptionalLong completionTokens() {
    return number(usage, "/completion_tokens");
  }

  /**
   * Returns a number of the object {@code pith} by its JSON pointer; empty when it is not there.
   */
  public OptionalLong pithNumber(String pointer) {
    return number(pith, pointer);
  }

  private static OptionalLong number(Optional<JsonNode> object, String pointer) {
    JsonNode value = object.map(json -> json.at(pointer)).orElse(null);
    return value != null && value.isNumber()
        ? OptionalLong.of(value.asLong())
        : OptionalLong.empty();
  }
}
