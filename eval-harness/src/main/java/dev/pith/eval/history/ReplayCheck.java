package dev.pith.eval.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks through the requests of one conversation for changes that must never be made. */
final class ReplayCheck {

  /** What must never happen. */
  enum Violation {
    /** Something was changed that is not reasoning: a text, a tool call, a result, a setting. */
    NOT_REASONING,
    /** Reasoning of the turn that runs was changed. */
    RUNNING_TURN,
    /** Past reasoning says what it did not say, or in another order. */
    REWORDED,
    /** A past message was sent in another form than before. */
    UNSTABLE
  }

  private List<JsonNode> sentBefore = List.of();
  private int pastBefore;

  /**
   * Compares a request with what was sent of it, and with what was sent before.
   *
   * @param body as the client sent it
   * @return one for each message that is not as it must be
   */
  List<Violation> look(byte[] body, byte[] sentBody) {
    ChatRequest request = ChatRequest.of(body);
    ChatRequest sent = ChatRequest.of(sentBody);
    List<Violation> found = new ArrayList<>();
    if (sent.messages().size() != request.messages().size()
        || !rest(sent).equals(rest(request))
        || !Json.write(sent.root()).equals(new String(sentBody, StandardCharsets.UTF_8))) {
      found.add(Violation.NOT_REASONING);
    }
    int past = request.runningFrom();
    int both = Math.min(sent.messages().size(), request.messages().size());
    for (int i = 0; i < both; i++) {
      JsonNode now = sent.messages().get(i);
      change(request.messages().get(i), now, i >= past).ifPresent(found::add);
      // What was past then stays as it was; what has become past since may be shortened, once.
      if (i < Math.min(pastBefore, sentBefore.size()) && !now.equals(sentBefore.get(i))) {
        found.add(Violation.UNSTABLE);
      }
    }
    sentBefore = sent.messages();
    pastBefore = past;
    return found;
  }

  private static ObjectNode rest(ChatRequest request) {
    ObjectNode rest = request.root().deepCopy();
    rest.remove("messages");
    return rest;
  }

  private static Optional<Violation> change(JsonNode message, JsonNode sent, boolean running) {
    if (sent.equals(message)) {
      return Optional.empty();
    }
    Optional<LoggedThought> thought = LoggedThought.of(message);
    if (thought.isEmpty() || !beside(message, thought.get(), sent)) {
      return Optional.of(Violation.NOT_REASONING);
    }
    if (running) {
      return Optional.of(Violation.RUNNING_TURN);
    }
    String left = left(message, thought.get(), sent);
    return isLeftOf(thought.get().in(message), left)
        ? Optional.empty()
        : Optional.of(Violation.REWORDED);
  }

  /** Returns whether nothing beside a thought is different. */
  private static boolean beside(JsonNode message, LoggedThought thought, JsonNode sent) {
    String text = message.path(thought.field()).asText();
    String other = sent.path(thought.field()).asText();
    ObjectNode restored = sent.deepCopy();
    restored.put(thought.field(), text);
    int behind = text.length() - thought.span().end();
    return restored.equals(message)
        && other.length() >= thought.span().start() + behind
        && other.startsWith(text.substring(0, thought.span().start()))
        && other.endsWith(text.substring(thought.span().end()));
  }

  private static String left(JsonNode message, LoggedThought thought, JsonNode sent) {
    int behind = message.path(thought.field()).asText().length() - thought.span().end();
    String text = sent.path(thought.field()).asText();
    return text.substring(thought.span().start(), text.length() - behind);
  }

  /** Returns whether a text is paragraphs of another, in their order. */
  private static boolean isLeftOf(String whole, String left) {
    int from = 0;
    for (String paragraph : left.split("\n\n", -1)) {
      int at = whole.indexOf(paragraph, from);
      if (at < 0) {
        return false;
      }
      from = at + paragraph.length();
    }
    return true;
  }
}
