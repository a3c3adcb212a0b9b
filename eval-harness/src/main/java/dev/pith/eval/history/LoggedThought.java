package dev.pith.eval.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.history.ThoughtSpan;
import java.util.List;
import java.util.Optional;

/**
 * The reasoning of one message.
 *
 * @param field the member that holds it
 * @param span where in its text it stands
 */
record LoggedThought(String field, ThoughtSpan span) {
  static final List<String> FIELDS = List.of("reasoning_content", "reasoning");

  /** Finds the reasoning of a message; empty when it has none, or a blank one. */
  static Optional<LoggedThought> of(JsonNode message) {
    if (!message.path("role").asText().equals("assistant")) {
      return Optional.empty();
    }
    for (String field : FIELDS) {
      String text = message.path(field).asText("");
      int start = text.length() - text.stripLeading().length();
      int end = text.stripTrailing().length();
      if (start < end) {
        return Optional.of(new LoggedThought(field, new ThoughtSpan(start, end)));
      }
    }
    return ThoughtSpan.in(message.path("content").asText(""))
        .map(inline -> new LoggedThought("content", inline));
  }

  /** Returns the reasoning of its message. */
  String in(JsonNode message) {
    return span.of(message.path(field).asText());
  }

  /** Returns a copy of its message with other reasoning in its place. */
  ObjectNode replacedIn(JsonNode message, String by) {
    ObjectNode copy = message.deepCopy();
    return copy.put(field, span.replacedIn(message.path(field).asText(), by));
  }
}
