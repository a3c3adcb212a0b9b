package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import java.util.List;
import java.util.Optional;

/**
 * The completions route behind the prompt that the server itself renders: llama-server's {@code
 * /apply-template}, or the ids of vLLM's and SGLang's tokenizer routes, made text again.
 */
final class TextProbe implements ProbeRecipe {

  /** Which model is asked, and whose cache is used. */
  private static final List<String> MEMBERS =
      List.of("model", "user", "priority", "cache_salt", "session_id", "lora");

  private final ServerKind kind;
  private final ContinuationShape shape;

  /**
   * @param kind one that shows what it renders as a text or as ids
   */
  TextProbe(ServerKind kind, ContinuationShape shape) {
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
  public ServerCall probe(Asked asked, JsonNode rendered) {
    String prompt =
        new Rendering(kind, shape, asked.request())
            .prompt(rendered)
            .filter(text -> !text.isEmpty())
            .orElseThrow(() -> new IllegalArgumentException("the server rendered no prompt"));
    ObjectNode body = Json.object();
    for (String member : MEMBERS) {
      if (!Json.absent(asked.request().root().path(member))) {
        body.set(member, asked.request().root().path(member));
      }
    }
    body.put("prompt", text(prompt, asked)).put("max_tokens", asked.maxTokens());
    body.put("temperature", 0).put("stream", false).put("logprobs", ALTERNATIVES);
    if (kind == ServerKind.LLAMA) {
      body.put("n_probs", ALTERNATIVES).put("cache_prompt", true);
    } else {
      body.put("add_special_tokens", false); // the rendered text has them
    }
    return ServerCall.of("/v1/completions", body);
  }

  private String text(String prompt, Asked asked) {
    return switch (asked.place()) {
      case AFTER_THINKING ->
          RenderedPrompt.open(prompt, shape.beforeEndTag(asked.thinking()), shape);
      case AFTER_END_TAG -> RenderedPrompt.close(prompt, asked.thinking(), shape);
      case IN_ANSWER -> RenderedPrompt.close(prompt, asked.thinking(), shape) + asked.opener();
    };
  }
}
