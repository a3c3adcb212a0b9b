package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Json;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The limit on thinking that a server itself may keep: a backstop behind the trimmer. */
public final class NativeBudget {

  /** Where clients set one. */
  private static final List<String> PLACES =
      List.of(
          "/reasoning_budget_tokens",
          "/thinking_budget_tokens",
          "/thinking_token_budget",
          "/custom_params/thinking_budget",
          "/chat_template_kwargs/thinking_budget",
          "/nvext/max_thinking_tokens",
          "/reasoning/max_tokens");

  private NativeBudget() {}

  /** Returns the limit that a request sets; empty if it sets none. */
  public static OptionalLong in(ChatRequest request) {
    for (String place : PLACES) {
      JsonNode value = request.root().at(place);
      if (value.isIntegralNumber() && value.longValue() >= 0) {
        return OptionalLong.of(value.longValue());
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Returns what asks a kind of server for a limit: JSON by place; empty where it knows none.
   *
   * @param tokens most tokens of thinking, at least 1
   */
  public static Map<String, String> asking(ServerKind kind, ChatRequest request, long tokens) {
    return switch (kind) {
      case LLAMA -> Map.of("/reasoning_budget_tokens", Long.toString(tokens));
      case VLLM -> Map.of("/thinking_token_budget", Long.toString(tokens));
      case SGLANG -> {
        JsonNode own = request.root().path("custom_params");
        ObjectNode params = own.isObject() ? own.<ObjectNode>deepCopy() : Json.object();
        yield Map.of("/custom_params", Json.write(params.put("thinking_budget", tokens)));
      }
      case OLLAMA, DEEPSEEK, OPENAI, ANTHROPIC, OPENROUTER, EMBEDDED, GENERIC -> Map.of();
    };
  }
}
