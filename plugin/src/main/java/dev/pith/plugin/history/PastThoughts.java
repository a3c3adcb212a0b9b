package dev.pith.plugin.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the thoughts of earlier turns in a chat request. Those of the turn that runs, behind the
 * last message of the user, are the model's to go on from; those of messages with signatures belong
 * to their provider. Neither is one of them.
 *
 * @param thoughts in the order of the request
 * @param signed how many messages were left alone because of signatures
 */
record PastThoughts(List<PastThought> thoughts, int signed) {

  /** Members that bind a message to its exact text. */
  private static final Set<String> BINDING =
      Set.of(
          "signature",
          "thinking_signature",
          "reasoning_details",
          "thinking_blocks",
          "encrypted_content",
          "thought_signature");

  private static final List<String> FIELDS = List.of("reasoning_content", "reasoning");

  static PastThoughts of(JsonNode root) {
    JsonNode messages = root.path("messages");
    int running = lastOf(messages, "user", messages.size());
    int lastAnswer = lastOf(messages, "assistant", running);
    List<PastThought> thoughts = new ArrayList<>();
    int signed = 0;
    String question = "";
    for (int i = 0; i <= lastAnswer; i++) {
      JsonNode message = messages.path(i);
      String role = message.path("role").asText();
      if (role.equals("user")) {
        question = message.path("content").asText();
      } else if (role.equals("assistant") && isBound(message)) {
        signed++;
      } else if (role.equals("assistant")) {
        long behind = 0;
        for (int later = i + 1; later <= lastAnswer; later++) {
          behind += chars(messages.path(later));
        }
        addFrom(message, "/messages/" + i, question, behind, thoughts);
      }
    }
    return new PastThoughts(List.copyOf(thoughts), signed);
  }

  private static void addFrom(
      JsonNode message, String pointer, String question, long behind, List<PastThought> to) {
    for (String field : FIELDS) {
      String text = message.path(field).asText("");
      int start = text.length() - text.stripLeading().length();
      int end = text.stripTrailing().length();
      if (message.path(field).isTextual() && start < end) {
        long rest = chars(message) - text.length();
        ThoughtSpan span = new ThoughtSpan(start, end);
        to.add(new PastThought(pointer + "/" + field, text, span, question, behind + rest));
        return;
      }
    }
    if (message.path("content").isTextual()) {
      String text = message.path("content").textValue();
      ThoughtSpan.in(text)
          .ifPresent(
              span -> {
                long rest = chars(message) - span.end();
                to.add(new PastThought(pointer + "/content", text, span, question, behind + rest));
              });
    }
  }

  private static boolean isBound(JsonNode message) {
    return message.findParents("type").stream().anyMatch(PastThoughts::hasBinding)
        || hasBinding(message)
        || Stream.of("tool_calls", "content")
            .flatMap(member -> BINDING.stream().map(message.path(member)::findValue))
            .anyMatch(found -> found != null);
  }

  private static boolean hasBinding(JsonNode node) {
    return BINDING.stream().anyMatch(node::has);
  }

  /** Returns the last message of a role before another one; -1 when there is none. */
  private static int lastOf(JsonNode messages, String role, int before) {
    int last = before - 1;
    while (last >= 0 && !messages.path(last).path("role").asText().equals(role)) {
      last--;
    }
    return last;
  }

  /** Returns how long what the model reads of a message is, about. */
  private static long chars(JsonNode message) {
    long chars = 0;
    for (String field : FIELDS) {
      chars += message.path(field).asText("").length();
    }
    JsonNode content = message.path("content");
    chars += content.isTextual() ? content.textValue().length() : content.toString().length();
    return chars + message.path("tool_calls").toString().length();
  }
}
