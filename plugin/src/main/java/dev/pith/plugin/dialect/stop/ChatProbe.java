package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import java.util.List;
import java.util.Optional;

/**
 * The chat route, whose last message is the assistant's own beginning: the server renders all of
 * it, so that no text of a user becomes a control token.
 */
final class ChatProbe implements ProbeRecipe {

  /** What the prompt follows from besides the messages. */
  private static final List<String> MEMBERS =
      List.of(
          "model",
          "tools",
          "chat_template_kwargs",
          "reasoning_effort",
          "enable_thinking",
          "cache_salt");

  private final ContinuationShape shape;

  ChatProbe(ContinuationShape shape) {
    this.shape = shape;
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
  public ServerCall probe(Asked asked, JsonNode rendered) {
    JsonNode request = asked.request().root();
    ObjectNode body = Json.object();
    for (String member : MEMBERS) {
      if (!Json.absent(request.path(member))) {
        body.set(member, request.path(member));
      }
    }
    ArrayNode messages = body.putArray("messages");
    request.path("messages").forEach(messages::add);
    messages.addObject().put("role", "assistant").put("content", beginning(asked));
    body.put("continue_final_message", true).put("add_generation_prompt", false);
    body.put("logprobs", true).put("top_logprobs", ALTERNATIVES);
    body.put("max_tokens", asked.maxTokens()).put("temperature", 0).put("stream", false);
    return ServerCall.of(ServerCall.CHAT, body);
  }

  private String beginning(Asked asked) {
    return switch (asked.place()) {
      case AFTER_THINKING -> shape.open(shape.beforeEndTag(asked.thinking()));
      case AFTER_END_TAG -> shape.wrap(asked.thinking());
      case IN_ANSWER -> shape.wrap(asked.thinking()) + asked.opener();
    };
  }
}
