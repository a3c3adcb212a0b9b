package dev.pith.verifier.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/** A way to ask for the log-probabilities of one token, the best one first. */
enum Route {
  /** The chat route; vLLM, SGLang and llama-server switch thinking off by this member. */
  CHAT_WITHOUT_THINKING("chat/completions"),
  /**
   * The chat route with standard members alone, and no more alternatives than most servers give.
   */
  CHAT("chat/completions"),
  /** The text route, without a chat template. */
  COMPLETIONS("completions");

  /** The one to try first. */
  static final Route BEST = CHAT_WITHOUT_THINKING;

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_ALTERNATIVES = 20;

  /** What every server gives that gives any. */
  private static final int FEW_ALTERNATIVES = 5;

  private final String path;

  Route(String path) {
    this.path = path;
  }

  /** Returns its path after {@code /v1/}. */
  String path() {
    return path;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the route to try when this one is refused. */
  Optional<Route> next() {
    return switch (this) {
      case CHAT_WITHOUT_THINKING -> Optional.of(CHAT);
      case CHAT -> Optional.of(COMPLETIONS);
      case COMPLETIONS -> Optional.empty();
    };
  }

  byte[] body(String model, Prompt prompt) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", model);
    if (this == COMPLETIONS) {
      body.put("prompt", prompt.asText()).put("logprobs", FEW_ALTERNATIVES);
    } else {
      ArrayNode messages = body.putArray("messages");
      if (!prompt.instructions().isEmpty()) {
        messages.addObject().put("role", "system").put("content", prompt.instructions());
      }
      for (String text : prompt.earlier()) {
        String role = messages.path(messages.size() - 1).path("role").asText();
        messages
            .addObject()
            .put("role", role.equals("user") ? "assistant" : "user")
            .put("content", text);
      }
      messages.addObject().put("role", "user").put("content", prompt.message());
      body.put("logprobs", true);
      body.put(
          "top_logprobs", this == CHAT_WITHOUT_THINKING ? MOST_ALTERNATIVES : FEW_ALTERNATIVES);
    }
    if (this == CHAT_WITHOUT_THINKING) {
      body.putObject("chat_template_kwargs").put("enable_thinking", false);
    }
    body.put("max_tokens", 1).put("temperature", 0).put("stream", false);
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
