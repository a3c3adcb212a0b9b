package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Json;
import java.util.StringJoiner;

/** A request of the OpenAI-style chat route, without tools, as Ollama's native one has it. */
final class OllamaNative {

  private OllamaNative() {}

  /** Returns the body, without the assistant's beginning of an answer. */
  static ObjectNode chat(CutPoint cut) {
    ChatRequest request = cut.request();
    ObjectNode body = Json.object().put("model", cut.model()).put("think", true);
    ArrayNode messages = body.putArray("messages");
    request.root().path("messages").forEach(message -> messages.add(message(message)));
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
    return written;
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
