package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Json;
import java.util.StringJoiner;

/** A request of the OpenAI-style chat route, as Ollama's native chat route has it. */
final class OllamaNative {

  private OllamaNative() {}

  /** Returns the body, without the assistant's beginning of an answer. */
  static ObjectNode chat(CutPoint cut) {
    ChatRequest request = cut.request();
    ObjectNode body = Json.object().put("model", cut.model()).put("think", true);
    ArrayNode messages = body.putArray("messages");
    request.root().path("messages").forEach(message -> messages.add(message(message)));
    if (!request.root().path("tools").isEmpty()) {
      body.set("tools", request.root().path("tools"));
    }
    Sampling.ollamaOptions(cut, body.putObject("options"));
    return body;
  }

  private static ObjectNode message(JsonNode message) {
    ObjectNode written = Json.object().put("role", message.path("role").asText());
    written.put("content", textOf(message.path("content")));
    JsonNode thinking = message.path("reasoning");
    if (thinking.isTextual()) {
      written.set("thinking", thinking);
    }
    if (message.path("tool_call_id").isTextual()) {
      written.set("tool_call_id", message.path("tool_call_id"));
    }
    for (JsonNode call : message.path("tool_calls")) {
      ObjectNode function = written.withArray("tool_calls").addObject().putObject("function");
      function.set("name", call.path("function").path("name"));
      function.set("arguments", arguments(call.path("function").path("arguments")));
    }
    return written;
  }

  /** The OpenAI API has arguments as a text, Ollama as an object. */
  private static JsonNode arguments(JsonNode arguments) {
    try {
      return arguments.isTextual() ? Json.read(arguments.textValue()) : arguments;
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException("arguments of a tool call are not JSON", notJson);
    }
  }

  private static String textOf(JsonNode content) {
    if (!content.isArray()) {
      return content.asText("");
    }
    StringJoiner parts = new StringJoiner("\n");
    content.forEach(part -> parts.add(part.path("text").asText("")));
    return parts.toString();
  }
}
