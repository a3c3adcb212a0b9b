package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns one record into the messages of an agent log, in the one form that clients send. */
final class AgentLogParser {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  /** What was noted down beside a message and was never sent. */
  private static final List<String> NOTES = List.of("usage");

  private AgentLogParser() {}

  /**
   * Returns the messages of a record, at least one of them by the assistant, behind another one.
   *
   * @throws BadLineException when it is no agent log, or a field has the wrong type
   */
  static List<ObjectNode> messages(JsonNode record) throws BadLineException {
    List<ObjectNode> messages;
    if (record.has("messages")) {
      messages = new ArrayList<>();
      for (JsonNode message : JsonFields.array(record, "messages")) {
        messages.add(message(message, "messages[" + messages.size() + "]"));
      }
    } else if (record.has("transcript")) {
      messages = ReactTranscript.messages(some(record, "question"), some(record, "transcript"));
    } else {
      throw new BadLineException("neither messages nor a transcript");
    }
    if (messages.stream()
        .skip(1)
        .noneMatch(each -> each.path("role").asText().equals("assistant"))) {
      throw new BadLineException("no message of the assistant behind another one");
    }
    return messages;
  }

  private static String some(JsonNode record, String field) throws BadLineException {
    String text = JsonFields.text(record, field);
    if (text == null || text.isBlank()) {
      throw new BadLineException("no " + field);
    }
    return text;
  }

  private static ObjectNode message(JsonNode node, String where) throws BadLineException {
    if (!node.isObject()) {
      throw new BadLineException(where + " must be an object");
    }
    ObjectNode message = node.deepCopy();
    message.remove(NOTES);
    String role = text(message, "role", where);
    if (!ROLES.contains(role)) {
      throw new BadLineException(where + ".role must be one of " + String.join(", ", roles()));
    }
    text(message, "reasoning_content", where);
    text(message, "reasoning", where);
    JsonNode content = message.path("content");
    if (!content.isTextual() && !content.isArray() && !isAbsent(content)) {
      throw new BadLineException(where + ".content must be a text, a list or null");
    }
    if (!isAbsent(message.path("tool_calls"))) {
      calls(message, where + ".tool_calls");
    }
    if (role.equals("tool") && !message.has("tool_call_id") && message.has("id")) {
      message.set("tool_call_id", message.remove("id"));
    }
    return message;
  }

  private static List<String> roles() {
    return ROLES.stream().sorted().toList();
  }

  /** Returns a text; the empty one when it is not there. */
  private static String text(JsonNode message, String field, String where) throws BadLineException {
    JsonNode node = message.path(field);
    if (!node.isTextual() && !isAbsent(node)) {
      throw new BadLineException(where + "." + field + " must be a text");
    }
    return node.asText("");
  }

  /** Writes calls of the form {id, name, arguments} as servers take them. */
  private static void calls(ObjectNode message, String where) throws BadLineException {
    if (!message.path("tool_calls").isArray()) {
      throw new BadLineException(where + " must be a list");
    }
    ArrayNode calls = JsonNodeFactory.instance.arrayNode();
    for (JsonNode call : message.path("tool_calls")) {
      if (!call.isObject()) {
        throw new BadLineException(where + "[" + calls.size() + "] must be an object");
      }
      calls.add(call.has("function") || !call.has("name") ? call : call((ObjectNode) call));
    }
    message.set("tool_calls", calls);
  }

  private static ObjectNode call(ObjectNode flat) {
    JsonNode arguments = flat.path("arguments");
    ObjectNode call = JsonNodeFactory.instance.objectNode();
    if (flat.has("id")) {
      call.set("id", flat.get("id"));
    }
    call.put("type", "function")
        .putObject("function")
        .put("name", flat.path("name").asText())
        .put("arguments", arguments.isTextual() ? arguments.textValue() : arguments.toString());
    return call;
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }
}
