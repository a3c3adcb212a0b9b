package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalLong;

/** A request of OpenAI's Responses route. */
final class ResponsesRequest implements ModelRequest {

  private final JsonBody body;
  private final JsonNode root;
  private final Conversation conversation;

  ResponsesRequest(JsonBody body) {
    this.body = body;
    this.root = body.root();
    this.conversation = new Conversation(items(root.path("input")));
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
    return conversation.chars() + Conversation.textOf(root.path("instructions")).length();
  }

  /** What came before may be kept by the server. */
  @Override
  public boolean goesOn() {
    return conversation.hasAnswer()
        || !Json.absent(root.path("previous_response_id"))
        || !Json.absent(root.path("conversation"));
  }

  @Override
  public boolean bringsToolResult() {
    return conversation.last().path("type").asText().endsWith("_call_output");
  }

  @Override
  public boolean offersTools() {
    return !root.path("tools").isEmpty();
  }

  @Override
  public OptionalLong maxTokens() {
    return Json.count(root, "max_output_tokens");
  }

  /** A plain text is the one message of the user. */
  private static JsonNode items(JsonNode input) {
    if (!input.isTextual()) {
      return input;
    }
    ObjectNode message = Json.object().put("role", "user").set("content", input);
    return Json.object().putArray("input").add(message);
  }
}
