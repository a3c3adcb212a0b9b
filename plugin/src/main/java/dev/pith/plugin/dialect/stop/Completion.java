package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.Json;

/** The call of the completions route that goes on from token ids. */
final class Completion {

  private Completion() {}

  /**
   * Returns the call.
   *
   * @param ids of everything that the model reads
   * @param tokenized an answer of the tokenizer, which may tell the size of the model's context
   * @throws IllegalArgumentException if nothing says how much may be generated
   */
  static ServerCall of(CutPoint cut, ArrayNode ids, JsonNode tokenized) {
    ObjectNode body = Json.object();
    Sampling.copy(cut.request().root(), body);
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    body.set("prompt", ids);
    body.put("max_tokens", limit(cut, ids.size(), tokenized));
    return ServerCall.of("/v1/completions", body);
  }

  /** The route's own default is 16. */
  private static long limit(CutPoint cut, int promptTokens, JsonNode tokenized) {
    if (cut.remainingTokens().isPresent()) {
      return cut.remainingTokens().getAsLong();
    }
    long context = cut.contextTokens().orElse(Json.count(tokenized, "max_model_len").orElse(0));
    long left = context - promptTokens;
    if (left < 1) {
      throw new IllegalArgumentException(
          "the client set no limit and the size of the model's context is not known");
    }
    return left;
  }
}
