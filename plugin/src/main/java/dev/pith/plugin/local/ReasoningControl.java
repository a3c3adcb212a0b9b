package dev.pith.plugin.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.JsonBody;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The route by which a client ends the thinking of an answer that runs, as llama-server has it: the
 * request of the answer allows it with {@code reasoning_control}. Thread-safe.
 */
final class ReasoningControl {

  private final Map<String, List<ThinkingEnd>> running = new ConcurrentHashMap<>();

  /** An answer may be told to end its thinking, all its choices at once. */
  void add(String id, List<ThinkingEnd> choices) {
    running.put(id, List.copyOf(choices));
  }

  /** An answer is over. */
  void remove(String id) {
    running.remove(id);
  }

  /** Answers a request of the route. */
  void answer(Buffer body, LocalCall call) {
    JsonNode asked;
    try {
      asked = JsonBody.parse(body.getBytes()).root();
    } catch (BadChatRequestException malformed) {
      call.reply(ErrorBody.badRequest(String.valueOf(malformed.getMessage())));
      return;
    }
    if (!asked.path("id").isTextual()) {
      call.reply(ErrorBody.badRequest("id must be the id of an answer that runs"));
    } else if (!asked.path("action").asText().equals("reasoning_end")) {
      call.reply(ErrorBody.badRequest("action must be reasoning_end: " + asked.path("action")));
    } else {
      call.reply(
          200, end(asked.path("id").textValue()).toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private ObjectNode end(String id) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    List<ThinkingEnd> choices = running.get(id);
    if (choices == null) {
      return reply
          .put("success", false)
          .put("message", "no answer with reasoning_control and this id runs");
    }
    boolean any = false;
    for (ThinkingEnd choice : choices) {
      any |= choice.ask();
    }
    reply.put("success", any);
    return any ? reply : reply.put("message", "the answer is not in its thinking");
  }
}
