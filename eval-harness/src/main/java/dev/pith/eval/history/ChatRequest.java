package dev.pith.eval.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A chat request, from its bytes.
 *
 * @param root the whole of it
 * @param messages in their order
 */
record ChatRequest(JsonNode root, List<JsonNode> messages) {

  /** Returns the body of a request with these messages. */
  static byte[] body(List<? extends JsonNode> messages) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("model", "log");
    ArrayNode array = root.putArray("messages");
    messages.forEach(array::add);
    return Json.write(root).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a body.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  static ChatRequest of(byte[] body) {
    try {
      JsonNode root = Json.read(new String(body, StandardCharsets.UTF_8));
      List<JsonNode> messages = new ArrayList<>();
      root.path("messages").forEach(messages::add);
      return new ChatRequest(root, List.copyOf(messages));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("not a chat request", broken);
    }
  }

  /** Returns where the turn that runs begins: behind the last message of the user. */
  int runningFrom() {
    int last = messages.size() - 1;
    while (last >= 0 && !messages.get(last).path("role").asText().equals("user")) {
      last--;
    }
    return last + 1;
  }

  /** Returns what a model reads of a message: role, reasoning, text and tool calls. */
  static String rendered(JsonNode message) {
    StringBuilder text = new StringBuilder(message.path("role").asText()).append('\n');
    for (String field : LoggedThought.FIELDS) {
      text.append(message.path(field).asText(""));
    }
    JsonNode content = message.path("content");
    text.append('\n').append(content.isContainerNode() ? content.toString() : content.asText(""));
    if (message.path("tool_calls").isArray()) {
      text.append('\n').append(message.path("tool_calls"));
    }
    return text.append('\n').toString();
  }
}
