package dev.pith.eval.replay;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The JSON objects of one reply, in the shape of the OpenAI chat API. Not thread-safe. */
final class ReplayBody {
  /** What opens the thinking where it comes inline. */
  static final String OPEN_TAG = "<think>\n";

  /** What closes the thinking where it comes inline. */
  static final String CLOSE_TAG = "\n</think>\n\n";

  private static final JsonMapper JSON = new JsonMapper();

  private final String id;
  private final long createdEpochSeconds;
  private final String model;
  private final ReplayReply reply;

  ReplayBody(String id, long createdEpochSeconds, String model, ReplayReply reply) {
    this.id = id;
    this.createdEpochSeconds = createdEpochSeconds;
    this.model = model;
    this.reply = reply;
  }

  /** Returns a chunk of a stream with one choice. */
  ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = head("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    return chunk;
  }

  /** Returns the chunk without choices that carries the usage of a stream. */
  ObjectNode usageChunk(long sentTokens) {
    ObjectNode chunk = head("chat.completion.chunk");
    chunk.putArray("choices");
    chunk.set("usage", usage(sentTokens));
    return chunk;
  }

  /** Returns the whole reply, for a request without a stream. */
  ObjectNode completion(ReplaySettings.Shape shape) {
    int thinking = (int) Math.min(reply.thinking().count(), reply.sentLimit());
    String thought = reply.thinking().text(0, thinking);
    String answer = reply.answer().text(0, (int) reply.sentLimit() - thinking);
    ObjectNode completion = head("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    switch (shape) {
      case REASONING_CONTENT -> message.put("reasoning_content", thought).put("content", answer);
      case REASONING -> message.put("reasoning", thought).put("content", answer);
      case TAGS ->
          message.put(
              "content",
              (thinking > 0 ? OPEN_TAG + thought : "")
                  + (thinking > 0 && reply.sentLimit() > thinking ? CLOSE_TAG : "")
                  + answer);
    }
    choice.put("finish_reason", reply.finishReason());
    completion.set("usage", usage(reply.sentLimit()));
    completion.set("replay", provenance(reply.sentLimit()));
    return completion;
  }

  /** Returns the usage after that many generated tokens. */
  ObjectNode usage(long sentTokens) {
    ObjectNode usage =
        JSON.createObjectNode()
            .put("prompt_tokens", reply.promptTokens())
            .put("completion_tokens", sentTokens)
            .put("total_tokens", reply.promptTokens() + sentTokens);
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", Math.min(sentTokens, reply.thinking().count()));
    return usage;
  }

  /** Returns the member {@code replay}: what the answer rests on, and what was sent. */
  ObjectNode provenance(long sentTokens) {
    return JSON.createObjectNode()
        .put("answer_source", reply.source().wireName())
        .put("trace", reply.traceKey())
        .put("sent_tokens", sentTokens);
  }

  private ObjectNode head(String object) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("object", object)
        .put("created", createdEpochSeconds)
        .put("model", model);
  }
}
