package dev.pith.plugin.rag;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.stop.ServerKind;

/** The shape of a request: where its prompt stands, and what of it may change. */
public enum PromptRoute {
  /** OpenAI's chat completions, which most servers have. */
  CHAT,
  /** Anthropic's Messages. */
  MESSAGES,
  /** OpenAI's Responses. */
  RESPONSES;

  /**
   * Tells whether chunks of a request may change places.
   *
   * <p>A provider binds the reasoning of a turn to the prompt that it was sent, and the client, who
   * gives both back in the next turn, has its own. So before a provider, and before a server that
   * may pass requests on to one, a request of the two newer routes is ordered only when it asks for
   * no reasoning.
   */
  boolean mayReorder(JsonNode body, ServerKind kind) {
    return switch (this) {
      case CHAT -> true;
      case MESSAGES ->
          isOwn(kind) || body.path("thinking").path("type").asText().equals("disabled");
      case RESPONSES ->
          isOwn(kind) || body.path("reasoning").path("effort").asText().equals("none");
    };
  }

  private static boolean isOwn(ServerKind kind) {
    return !kind.charges() && kind != ServerKind.GENERIC;
  }
}
