package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A ReAct transcript as the messages that a model with tools would have exchanged: a thought is the
 * reasoning of a message, the action behind it its tool call, the observation the tool's result.
 * See <a href="https://arxiv.org/abs/2210.03629">ReAct</a>.
 */
final class ReactTranscript {
  private static final Pattern LABEL =
      Pattern.compile("(Thought|Action|Observation) ?\\d+: ?(.*)", Pattern.DOTALL);
  private static final Pattern ACTION = Pattern.compile("(\\w+)\\[(.*)]\\s*", Pattern.DOTALL);
  private static final Pattern VERDICT =
      Pattern.compile("Observation ?\\d+: ?Answer is (IN)?CORRECT\\.?\\s*");
  private static final String GOLD = "Correct answer:";

  private final List<ObjectNode> messages = new ArrayList<>();
  private @Nullable ObjectNode open;
  private int calls;

  private ReactTranscript() {}

  /**
   * Returns the messages: the question, then those of the agent and its tools.
   *
   * <p>The lines at the end that tell the right answer and the verdict are cut first: nobody knew
   * them then.
   *
   * @throws BadLineException when nothing in it is a thought or an action
   */
  static List<ObjectNode> messages(String question, String transcript) throws BadLineException {
    ReactTranscript react = new ReactTranscript();
    react.messages.add(message("user").put("content", question));
    for (String part : parts(withoutVerdict(transcript))) {
      Matcher label = LABEL.matcher(part);
      if (label.matches()) {
        react.add(label.group(1), label.group(2).strip());
      }
    }
    if (react.messages.size() == 1) {
      throw new BadLineException("transcript has no line Thought k: or Action k:");
    }
    return react.messages;
  }

  private static List<String> withoutVerdict(String transcript) {
    List<String> lines = new ArrayList<>(transcript.lines().toList());
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).startsWith(GOLD)) {
        lines.subList(i, lines.size()).clear(); // an answer may have several lines
        break;
      }
    }
    int last = lines.size() - 1;
    while (last >= 0 && lines.get(last).isBlank()) {
      last--;
    }
    return lines.subList(
        0, last >= 0 && VERDICT.matcher(lines.get(last)).matches() ? last : last + 1);
  }

  /** Returns the lines, each with those behind it that have no label. */
  private static List<String> parts(List<String> lines) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String line : lines) {
      if (LABEL.matcher(line).matches()) {
        parts.add(part.toString());
        part.setLength(0);
      } else if (!part.isEmpty()) {
        part.append('\n');
      }
      part.append(line);
    }
    parts.add(part.toString());
    return parts;
  }

  private void add(String label, String text) {
    switch (label) {
      case "Thought" -> {
        open = message("assistant").put("reasoning_content", text).put("content", "");
        messages.add(open);
      }
      case "Action" -> {
        if (open == null) {
          open = message("assistant").put("content", "");
          messages.add(open);
        }
        act(open, text);
        open = null;
      }
      default ->
          messages.add(message("tool").put("tool_call_id", "call_" + calls).put("content", text));
    }
  }

  private void act(ObjectNode message, String text) {
    Matcher action = ACTION.matcher(text);
    boolean named = action.matches();
    calls++;
    ObjectNode call = message.putArray("tool_calls").addObject();
    call.put("id", "call_" + calls).put("type", "function");
    String input = named ? action.group(2) : text;
    call.putObject("function")
        .put("name", named ? action.group(1) : "act")
        .put("arguments", JsonNodeFactory.instance.objectNode().put("input", input).toString());
  }

  private static ObjectNode message(String role) {
    return JsonNodeFactory.instance.objectNode().put("role", role);
  }
}
