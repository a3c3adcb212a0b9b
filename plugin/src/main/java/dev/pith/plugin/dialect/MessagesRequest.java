package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** A request of Anthropic's Messages route. */
final class MessagesRequest implements ModelRequest {

  /** The least that the API takes. */
  private static final long MIN_BUDGET_TOKENS = 1_024;

  private static final String BUDGET = "/thinking/budget_tokens";

  private final JsonBody body;
  private final JsonNode root;
  private final Conversation conversation;

  MessagesRequest(JsonBody body) {
    this.body = body;
    this.root = body.root();
    this.conversation = new Conversation(root.path("messages"));
  }

  @Override
  public byte[] body() {
    return body.bytes();
  }

  @Override
  public Optional<String> model() {
    return Optional.ofNullable(root.path("model").textValue());
  }

  @Override
  public boolean stream() {
    return root.path("stream").asBoolean();
  }

  @Override
  public String question() {
    return conversation.lastQuestion();
  }

  @Override
  public String firstQuestion() {
    return conversation.firstQuestion();
  }

  @Override
  public long promptChars() {
    return conversation.chars() + Conversation.textOf(root.path("system")).length();
  }

  @Override
  public boolean goesOn() {
    return conversation.hasAnswer();
  }

  @Override
  public boolean bringsToolResult() {
    for (JsonNode part : conversation.last().path("content")) {
      if (part.path("type").asText().endsWith("tool_result")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean offersTools() {
    return !root.path("tools").isEmpty();
  }

  @Override
  public OptionalLong maxTokens() {
    return Json.count(root, "max_tokens");
  }

  /** Returns the limit on thinking that it sets; empty if it sets none. */
  OptionalLong budget() {
    return root.path("thinking").path("type").asText().equals("enabled")
        ? Json.count(root.path("thinking"), "budget_tokens")
        : OptionalLong.empty();
  }

  /** Returns the same request with a lower limit on thinking; itself where it may not be lower. */
  MessagesRequest limited(long tokens) {
    long limit = Math.max(tokens, MIN_BUDGET_TOKENS);
    if (body.ambiguous() || budget().orElse(0) <= limit) {
      return this;
    }
    String text = new JsonEdit().set(BUDGET, Long.toString(limit)).applyTo(body.text());
    try {
      return new MessagesRequest(JsonBody.parse(text.getBytes(StandardCharsets.UTF_8)));
    } catch (BadChatRequestException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
