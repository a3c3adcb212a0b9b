package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.StopMethod;
import java.util.Optional;
import java.util.Set;

/**
 * vLLM's ids: the completions route goes on from the ids of the prompt, those that were generated,
 * and those of the ending. The model reads exactly what it would have read.
 */
final class VllmTokens implements ContinuationRecipe {

  private final ContinuationShape shape;

  VllmTokens(ContinuationShape shape) {
    this.shape = shape;
  }

  @Override
  public StopMethod method() {
    return StopMethod.TOKEN_CONTINUE;
  }

  @Override
  public Set<Extra> extras() {
    return Set.of(Extra.TOKEN_IDS, Extra.RUNNING_USAGE);
  }

  @Override
  public boolean cutsBetweenChunks() {
    return true;
  }

  @Override
  public Optional<ServerCall> preparation(CutPoint cut) {
    return Optional.of(tokenize(cut.model(), shape.close(cut.guide())));
  }

  /** Returns the call that turns text into ids. */
  static ServerCall tokenize(String model, String text) {
    ObjectNode body = Json.object();
    if (!model.isEmpty()) {
      body.put("model", model);
    }
    return ServerCall.of("/tokenize", body.put("prompt", text).put("add_special_tokens", false));
  }

  @Override
  public ServerCall continuation(CutPoint cut, JsonNode prepared) {
    JsonNode ending = prepared.path("tokens");
    if (ending.isEmpty()) {
      throw new IllegalArgumentException("the server told no ids of the ending");
    }
    if (cut.promptIds().isEmpty() || cut.keptIds().isEmpty()) {
      throw new IllegalArgumentException("the first call came without token ids");
    }
    ObjectNode body = Json.object();
    Sampling.copy(cut.request().root(), body);
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    ArrayNode prompt = body.putArray("prompt");
    cut.promptIds().forEach(prompt::add);
    cut.keptIds().forEach(prompt::add);
    ending.forEach(prompt::add);
    body.put("max_tokens", limit(cut, prompt.size(), prepared));
    return ServerCall.of("/v1/completions", body);
  }

  /** The route's own default is 16. */
  private static long limit(CutPoint cut, int promptTokens, JsonNode prepared) {
    if (cut.remainingTokens().isPresent()) {
      return cut.remainingTokens().getAsLong();
    }
    long context = cut.contextTokens().orElse(Json.count(prepared, "max_model_len").orElse(0));
    long left = context - promptTokens;
    if (left < 1) {
      throw new IllegalArgumentException(
          "the client set no limit and the size of the model's context is not known");
    }
    return left;
  }
}
