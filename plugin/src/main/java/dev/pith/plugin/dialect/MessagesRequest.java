package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** A request of Anthropic's Messages route. */
final class MessagesRequest extends JsonRequest {

  /** The least that the API takes. */
  private static final long MIN_BUDGET_TOKENS = 1_024;

  private static final String BUDGET = "/thinking/budget_tokens";

  MessagesRequest(JsonBody body) {
    super(body, new Conversation(body.root().path("messages")));
  }

  @Override
  public long promptChars() {
    return conversation().chars() + Conversation.textOf(json().path("system")).length();
  }

  @Override
  public boolean goesOn() {
    return conversation().hasAnswer();
  }

  @Override
  public boolean bringsToolResult() {
    for (JsonNode part : conversation().last().path("content")) {
      if (part.path("type").asText().endsWith("tool_result")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean offersTools() {
    return !json().path("tools").isEmpty();
  }

  @Override
  public OptionalLong maxTokens() {
    return Json.count(json(), "max_tokens");
  }

  /** Returns the limit on thinking that it sets; empty if it sets none. */
  OptionalLong budget() {
    return json().path("thinking").path("type").asText().equals("enabled")
        ? Json.count(json().path("thinking"), "budget_tokens")
        : OptionalLong.empty();
  }

  /** Returns the same request with a lower limit on thinking; itself where it may not be lower. */
  MessagesRequest limited(long tokens) {
    long limit = Math.max(tokens, MIN_BUDGET_TOKENS);
    if (parsed().ambiguous() || budget().orElse(0) <= limit) {
      return this;
    }
    String text = new JsonEdit().set(BUDGET, Long.toString(limit)).applyTo(parsed().text());
    try {
      return new MessagesRequest(JsonBody.parse(text.getBytes(StandardCharsets.UTF_8)));
    } catch (BadChatRequestException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
