package dev.pith.plugin.rag;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The texts of a request's messages, in order. */
final class RequestTexts {
  private RequestTexts() {}

  /**
   * A text.
   *
   * @param pointer where it stands in the body, as a JSON pointer
   * @param role the role of its message
   * @param message the number of its message, from 1
   * @param part the number of its part, from 1; 0 for a message without parts
   */
  record PromptText(String pointer, String role, int message, int part, String text) {

    /** Tells whether a client put it together, so that it may hold retrieved chunks. */
    boolean mayHoldChunks() {
      return !role.equals("assistant");
    }

    /** Tells whether it is a content of its own, not one part of several. */
    boolean isWhole() {
      return part == 0;
    }

    /** Tells whether it tells the model how to behave, the same in many conversations. */
    boolean isOfSystem() {
      return role.equals("system") || role.equals("developer");
    }

    boolean isToolResult() {
      return role.equals("tool") || role.equals("function");
    }
  }

  static List<PromptText> of(JsonNode body) {
    List<PromptText> texts = new ArrayList<>();
    addSystem(texts, body, "system"); // of Anthropic's Messages
    addMessages(texts, body.path("messages"), "/messages/");
    addSystem(texts, body, "instructions"); // of OpenAI's Responses
    if (body.path("input").isTextual()) {
      texts.add(new PromptText("/input", "user", 1, 0, body.path("input").textValue()));
    }
    addMessages(texts, body.path("input"), "/input/");
    return texts;
  }

  private static void addSystem(List<PromptText> texts, JsonNode body, String member) {
    if (body.path(member).isTextual()) {
      texts.add(new PromptText("/" + member, "system", 1, 0, body.path(member).textValue()));
    }
  }

  private static void addMessages(List<PromptText> texts, JsonNode messages, String place) {
    for (int i = 0; messages.isArray() && i < messages.size(); i++) {
      JsonNode message = messages.path(i);
      String role = message.path("role").asText();
      String pointer = place + i + "/content";
      JsonNode content = message.path("content");
      if (content.isTextual()) {
        texts.add(new PromptText(pointer, role, i + 1, 0, content.textValue()));
      }
      for (int part = 0; content.isArray() && part < content.size(); part++) {
        addPart(texts, content.path(part), pointer + "/" + part, role, i + 1, part + 1);
      }
      JsonNode output = message.path("output"); // of a tool, in Responses
      if (output.isTextual()) {
        texts.add(new PromptText(place + i + "/output", "tool", i + 1, 0, output.textValue()));
      }
    }
  }

  private static void addPart(
      List<PromptText> texts, JsonNode node, String pointer, String role, int message, int part) {
    if (node.path("text").isTextual()) {
      texts.add(
          new PromptText(pointer + "/text", role, message, part, node.path("text").textValue()));
    } else if (node.path("type").asText().equals("tool_result")
        && node.path("content").isTextual()) {
      String text = node.path("content").textValue();
      texts.add(new PromptText(pointer + "/content", "tool", message, part, text));
    }
  }
}
