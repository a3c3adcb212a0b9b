package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Steps behind a rendered prompt, on the route of a server that takes a text: what the model reads
 * is what it has written, whatever its template makes of past thinking.
 */
final class TextSteps implements StepRecipe {

  private final ServerKind kind;
  private final ContinuationShape shape;

  TextSteps(ServerKind kind, ContinuationShape shape) {
    this.kind = kind;
    this.shape = shape;
  }

  @Override
  public Optional<ServerCall> rendering(ChatRequest request) {
    return new Rendering(kind, shape, request).question();
  }

  @Override
  public Optional<ServerCall> detokenizing(ChatRequest request, JsonNode rendered) {
    return new Rendering(kind, shape, request).detokenize(rendered);
  }

  @Override
  public Optional<String> prompt(ChatRequest request, JsonNode answer) {
    return new Rendering(kind, shape, request).prompt(answer).filter(text -> !text.isEmpty());
  }

  @Override
  public ServerCall step(Asked asked) {
    return switch (kind) {
      case LLAMA -> llama(asked);
      case OLLAMA -> ollama(asked);
      default -> completion(asked);
    };
  }

  @Override
  public StreamFormat format() {
    return switch (kind) {
      case LLAMA -> StreamFormat.LLAMA;
      case OLLAMA -> StreamFormat.OLLAMA;
      default -> StreamFormat.OPENAI;
    };
  }

  @Override
  public boolean tellsStops() {
    return switch (kind) {
      case LLAMA, VLLM, SGLANG, EMBEDDED -> true;
      default -> false;
    };
  }

  private static ServerCall llama(Asked asked) {
    ObjectNode body = sampled(asked, SmallSeeds.of(asked.seed()));
    body.put("n_predict", asked.maxTokens()).put("cache_prompt", true);
    body.put("stream", true).put("timings_per_token", true);
    return ServerCall.of("/completion", body);
  }

  private static ServerCall ollama(Asked asked) {
    CutPoint from =
        CutPoint.ofText(
            asked.request(), asked.text(), "", OptionalLong.of((long) asked.maxTokens()));
    ObjectNode body = Json.object().put("model", from.model());
    body.put("prompt", asked.prompt() + asked.text()).put("raw", true).put("stream", true);
    ObjectNode options = body.putObject("options");
    Sampling.ollamaOptions(from, options);
    options.put("temperature", asked.temperature()).put("seed", SmallSeeds.of(asked.seed()));
    options.remove("stop");
    asked.stop().ifPresent(stop -> options.putArray("stop").add(stop));
    return ServerCall.of("/api/generate", body);
  }

  private ServerCall completion(Asked asked) {
    boolean known = tellsStops();
    ObjectNode body = sampled(asked, known ? asked.seed() : SmallSeeds.of(asked.seed()));
    body.put("max_tokens", asked.maxTokens()).put("stream", true);
    ObjectNode options = body.putObject("stream_options").put("include_usage", true);
    if (known) {
      options.put("continuous_usage_stats", true);
      // The rendered text has its special tokens, and think tags may be such.
      body.put("add_special_tokens", false).put("skip_special_tokens", false);
    }
    return ServerCall.of("/v1/completions", body);
  }

  private static ObjectNode sampled(Asked asked, long seed) {
    ObjectNode body = Json.object();
    Sampling.copy(asked.request().root(), body);
    body.put("prompt", asked.prompt() + asked.text());
    body.put("temperature", asked.temperature()).put("seed", seed);
    body.remove("stop");
    asked.stop().ifPresent(stop -> body.putArray("stop").add(stop));
    return body;
  }
}
