package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;

/**
 * The messages of a request, read tolerantly: objects with a {@code role} and a {@code content},
 * which is text or a list of parts. Anything else among them is passed over.
 *
 * @param messages an array; anything else counts as an empty one
 */
record Conversation(JsonNode messages) {

  /** Returns the text of the last user message that has any; empty if there is none. */
  String lastQuestion() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      String text = textOf(messages.path(i).path("content"));
      if (isOf(messages.path(i), "user") && !text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** Returns the text of the first user message; empty if there is none. */
  String firstQuestion() {
    for (JsonNode message : messages) {
      if (isOf(message, "user")) {
        return textOf(message.path("content"));
      }
    }
    return "";
  }

  /** Returns how many characters of text all messages have together. */
  long chars() {
    long chars = 0;
    for (JsonNode message : messages) {
      chars += textOf(message.path("content")).length();
    }
    return chars;
  }

  /** Returns whether an answer of the assistant is among them. */
  boolean hasAnswer() {
    for (JsonNode message : messages) {
      if (isOf(message, "assistant")) {
        return true;
      }
    }
    return false;
  }

  /** Returns the last message; a missing node if there is none. */
  JsonNode last() {
    return messages.path(messages.size() - 1);
  }

  /** Returns the text of a content, all text parts joined by line ends. */
  static String textOf(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    StringJoiner parts = new StringJoiner("\n");
    for (JsonNode part : content) {
      JsonNode text = part.isTextual() ? part : part.path("text");
      if (text.isTextual()) {
        parts.add(text.textValue());
      }
    }
    return parts.toString();
  }

  private static boolean isOf(JsonNode message, String role) {
    return message.path("role").asText().equals(role);
  }
}
