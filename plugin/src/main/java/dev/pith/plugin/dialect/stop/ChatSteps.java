package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import java.util.Optional;

/**
 * Steps by a last message of the assistant, which holds what the model has written so far, on the
 * chat route. It depends on the server and its template whether the model goes on from it.
 */
final class ChatSteps implements StepRecipe {

  private final ServerKind kind;

  ChatSteps(ServerKind kind) {
    this.kind = kind;
  }

  @Override
  public Optional<ServerCall> rendering(ChatRequest request) {
    return Optional.empty();
  }

  @Override
  public Optional<ServerCall> detokenizing(ChatRequest request, JsonNode rendered) {
    return Optional.empty();
  }

  @Override
  public Optional<String> prompt(ChatRequest request, JsonNode answer) {
    return Optional.of("");
  }

  @Override
  public ServerCall step(Asked asked) {
    boolean own = kind == ServerKind.EMBEDDED;
    ObjectNode body = asked.request().root().deepCopy();
    if (!asked.text().isEmpty()) {
      body.withArray("messages").addObject().put("role", "assistant").put("content", asked.text());
      body.put("continue_final_message", true).put("add_generation_prompt", false);
    }
    body.remove("max_completion_tokens");
    body.put("max_tokens", asked.maxTokens()).put("temperature", asked.temperature());
    body.put("seed", own ? asked.seed() : SmallSeeds.of(asked.seed())).put("stream", true);
    ObjectNode options = body.putObject("stream_options").put("include_usage", true);
    if (own) {
      options.put("continuous_usage_stats", true);
    }
    body.remove("stop");
    asked.stop().ifPresent(stop -> body.putArray("stop").add(stop));
    return ServerCall.of(ServerCall.CHAT, body);
  }

  @Override
  public StreamFormat format() {
    return StreamFormat.OPENAI;
  }

  @Override
  public boolean tellsStops() {
    return kind == ServerKind.EMBEDDED;
  }
}
