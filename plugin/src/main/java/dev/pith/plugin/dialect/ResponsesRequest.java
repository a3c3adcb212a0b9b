package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/** A request of OpenAI's Responses route. */
final class ResponsesRequest extends JsonRequest {

  ResponsesRequest(JsonBody body) {
    super(body, new Conversation(items(body.root().path("input"))));
  }

  @Override
  public long promptChars() {
    return conversation().chars() + Conversation.textOf(json().path("instructions")).length();
  }

  /** What came before may be kept by the server. */
  @Override
  public boolean goesOn() {
    return conversation().hasAnswer()
        || !Json.absent(json().path("previous_response_id"))
        || !Json.absent(json().path("conversation"));
  }

  @Override
  public boolean bringsToolResult() {
    return conversation().last().path("type").asText().endsWith("_call_output");
  }

  @Override
  public boolean offersTools() {
    return !json().path("tools").isEmpty();
  }

  @Override
  public OptionalLong maxTokens() {
    return Json.count(json(), "max_output_tokens");
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
