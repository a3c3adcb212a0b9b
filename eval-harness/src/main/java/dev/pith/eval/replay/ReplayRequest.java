package dev.pith.eval.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a chat completion request asks of a replay server.
 *
 * @param model the model's name
 * @param userMessage text of the last message of the user; empty without one
 * @param keptThinking the thinking to continue from, guide included; empty when the request starts
 *     a new reply
 * @param promptChars characters of all messages
 * @param stream whether the reply is a stream
 * @param usage whether a stream ends with the usage
 * @param runningUsage whether each chunk carries the usage so far
 * @param maxTokens limit on generated tokens
 */
record ReplayRequest(
    String model,
    String userMessage,
    Optional<String> keptThinking,
    long promptChars,
    boolean stream,
    boolean usage,
    boolean runningUsage,
    OptionalLong maxTokens) {

  private static final JsonMapper JSON = new JsonMapper();

  /** Members that hold the thinking of an assistant message, where it is not in the content. */
  private static final List<String> THINKING_MEMBERS =
      List.of("reasoning_content", "reasoning", "thinking");

  /**
   * Reads a request body.
   *
   * @throws ReplayException if it is not JSON, or not a chat request
   */
  static ReplayRequest parse(byte[] body) {
    JsonNode request = read(body);
    JsonNode messages = request.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw ReplayException.badRequest("messages must be a non-empty list");
    }
    if (request.path("n").asInt(1) != 1) {
      throw ReplayException.badRequest("n must be 1: " + request.path("n"));
    }
    JsonNode last = messages.get(messages.size() - 1);
    boolean continues =
        !request.path("continue_final_message").asText("false").equals("false")
            && last.path("role").asText().equals("assistant");
    String userMessage = "";
    long promptChars = 0;
    for (JsonNode message : messages) {
      String text = text(message.path("content"));
      promptChars += text.length();
      userMessage = message.path("role").asText().equals("user") ? text : userMessage;
    }
    JsonNode streamOptions = request.path("stream_options");
    return new ReplayRequest(
        request.path("model").asText(),
        userMessage,
        continues ? Optional.of(thinking(last)) : Optional.empty(),
        promptChars,
        request.path("stream").asBoolean(),
        streamOptions.path("include_usage").asBoolean(),
        streamOptions.path("continuous_usage_stats").asBoolean(),
        maxTokens(request));
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException malformed) {
      throw ReplayException.badRequest("the body is not JSON");
    }
  }

  private static OptionalLong maxTokens(JsonNode request) {
    for (String member : List.of("max_completion_tokens", "max_tokens")) {
      JsonNode limit = request.path(member);
      if (limit.isNumber()) {
        if (limit.asLong() < 1) {
          throw ReplayException.badRequest(member + " must be at least 1: " + limit);
        }
        return OptionalLong.of(limit.asLong());
      }
    }
    return OptionalLong.empty();
  }

  /** Returns the text of a content member: a string, or the text parts of a list. */
  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    List<String> parts = new ArrayList<>();
    content.forEach(part -> parts.add(part.path("text").asText()));
    return String.join("\n", parts);
  }

  private static String thinking(JsonNode message) {
    for (String member : THINKING_MEMBERS) {
      if (message.path(member).isTextual()) {
        return message.path(member).asText();
      }
    }
    StringBuilder thinking = new StringBuilder();
    ThinkTagParser parser = new ThinkTagParser(ThinkTags.KNOWN, false, new Thinking(thinking));
    parser.onText(text(message.path("content")));
    parser.onEnd();
    return thinking.toString();
  }

  /** Keeps the thinking and leaves the answer. */
  private record Thinking(StringBuilder kept) implements ThinkTagParser.Listener {
    @Override
    public void onThinking(String text) {
      kept.append(text);
    }

    @Override
    public void onAnswer(String text) {}

    @Override
    public void onThinkingEnd() {}
  }
}
