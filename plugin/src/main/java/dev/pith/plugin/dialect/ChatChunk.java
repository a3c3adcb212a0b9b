package dev.pith.plugin.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.wire.SseEvent;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event of a chat stream, read tolerantly: every member may be missing, null, or of another
 * type.
 *
 * <p>Chunks of the completions route are read too: their text is content.
 */
final class ChatChunk {

  /** What an event can be. */
  enum Kind {
    /** A JSON object without an error. */
    CHUNK,
    /** The terminator. */
    DONE,
    /** An error of the upstream; it may hold a choice as well. */
    ERROR,
    /** A comment, a piece of an oversized event, or data that is not a JSON object. */
    OPAQUE
  }

  /** The names under which servers send thinking; where both come, they hold the same text. */
  static final List<String> REASONING_MEMBERS = List.of("reasoning_content", "reasoning");

  /** Finish reasons that mean failure: vLLM and SGLang, OpenRouter, DeepSeek. */
  private static final Set<String> FAILURES =
      Set.of("abort", "error", "insufficient_system_resource");

  private final Kind kind;
  private final JsonNode root;
  private final JsonNode choice;
  private final JsonNode delta;

  private ChatChunk(Kind kind, JsonNode root) {
    this.kind = kind;
    this.root = root;
    this.choice = root.path("choices").path(0);
    this.delta = choice.path("delta");
  }

  /** Reads an event; none is refused. */
  static ChatChunk read(SseEvent event) {
    String data = event.data();
    if (data == null) {
      return new ChatChunk(Kind.OPAQUE, MissingNode.getInstance());
    }
    if (data.strip().equals("[DONE]")) {
      return new ChatChunk(Kind.DONE, MissingNode.getInstance());
    }
    JsonNode root;
    try {
      root = Json.read(data);
    } catch (JsonProcessingException e) {
      // Whoever counts opaque events counts this; its text belongs to the client and not in a log.
      return new ChatChunk(Kind.OPAQUE, MissingNode.getInstance());
    }
    if (!root.isObject()) {
      return new ChatChunk(Kind.OPAQUE, root);
    }
    return new ChatChunk(isError(event, root) ? Kind.ERROR : Kind.CHUNK, root);
  }

  private static boolean isError(SseEvent event, JsonNode root) {
    return !Json.absent(root.path("error"))
        || "error".equals(root.path("object").asText())
        || "error".equals(event.name());
  }

  Kind kind() {
    return kind;
  }

  JsonNode root() {
    return root;
  }

  JsonNode choice() {
    return choice;
  }

  JsonNode delta() {
    return delta;
  }

  boolean hasChoice() {
    return choice.isObject();
  }

  /** Returns the thinking in this chunk, maybe empty. */
  String reasoning() {
    String member = reasoningMember();
    return member == null ? "" : delta.path(member).textValue();
  }

  /** Returns the name of the member that holds thinking, or null if there is none in this chunk. */
  @Nullable String reasoningMember() {
    for (String member : REASONING_MEMBERS) {
      JsonNode text = delta.path(member);
      if (text.isTextual() && !text.textValue().isEmpty()) {
        return member;
      }
    }
    return null;
  }

  /** Returns the content in this chunk, maybe empty. */
  String content() {
    JsonNode content = delta.isMissingNode() ? choice.path("text") : delta.path("content");
    return content.isTextual() ? content.textValue() : "";
  }

  /** Returns whether this chunk says whose message it is; the first one of a stream does. */
  boolean hasRole() {
    return !Json.absent(delta.path("role"));
  }

  boolean hasToolCall() {
    return !delta.path("tool_calls").isEmpty() || delta.path("function_call").isObject();
  }

  /** Returns a delta with nothing but the tool call of this one. */
  ObjectNode toolCall() {
    ObjectNode call = Json.object();
    for (String member : List.of("tool_calls", "function_call")) {
      if (!Json.absent(delta.path(member))) {
        call.set(member, delta.path(member));
      }
    }
    return call;
  }

  /** Returns whether any text or tool call is in this chunk. */
  boolean hasOutput() {
    return reasoningMember() != null || !content().isEmpty() || hasToolCall();
  }

  @Nullable String finishReason() {
    JsonNode reason = choice.path("finish_reason");
    return reason.isTextual() ? reason.textValue() : null;
  }

  @Nullable UsageReport usage() {
    return root.path("usage").isObject() ? UsageReport.ofAnswer(root) : null;
  }

  /** Returns whether a finish reason says that the upstream failed. */
  static boolean isFailure(String finishReason) {
    return FAILURES.contains(finishReason);
  }

  /** Returns the number of token ids, empty if this chunk carries no list of them. */
  OptionalInt tokenIds() {
    JsonNode ids = choice.path("token_ids");
    return ids.isArray() ? OptionalInt.of(ids.size()) : OptionalInt.empty();
  }

  /** Returns the number of log-probability entries. */
  int logprobEntries() {
    return choice.path("logprobs").path("content").size();
  }

  /** Returns the sum of the log-probabilities of the entries that have one. */
  double logProbSum() {
    double sum = 0;
    for (JsonNode entry : choice.path("logprobs").path("content")) {
      sum += entry.path("logprob").asDouble();
    }
    return sum;
  }

  /** Returns the tokens generated so far by the server's own running count. */
  OptionalLong predictedTokens() {
    return Json.count(root.path("timings"), "predicted_n");
  }

  /** Returns the tokens of the prompt from usage, ids or timings, whichever this chunk carries. */
  OptionalLong promptTokens() {
    OptionalLong reported = Json.count(root.path("usage"), "prompt_tokens");
    if (reported.isPresent()) {
      return reported;
    }
    JsonNode ids = root.path("prompt_token_ids");
    if (ids.isArray()) {
      return OptionalLong.of(ids.size());
    }
    OptionalLong cached = Json.count(root.path("timings"), "cache_n");
    OptionalLong computed = Json.count(root.path("timings"), "prompt_n");
    return cached.isPresent() && computed.isPresent()
        ? OptionalLong.of(cached.getAsLong() + computed.getAsLong())
        : OptionalLong.empty();
  }

  /**
   * Returns the cached tokens of the prompt from usage or timings, whichever this chunk carries.
   */
  OptionalLong cachedTokens() {
    return UsageReport.ofAnswer(root).cachedTokens();
  }

  /** Returns the error in this chunk; valid for {@link Kind#ERROR}. */
  UpstreamError error() {
    JsonNode error = root.path("error");
    JsonNode body = error.isObject() ? error : root;
    String message = error.isTextual() ? error.textValue() : body.path("message").asText();
    return new UpstreamError(status(body), message);
  }

  /**
   * Adds to an edit of this chunk what is needed to shorten its thinking.
   *
   * @param inline whether the thinking stands in the content, between tags
   * @param kept the text that stays
   */
  void keep(boolean inline, String kept, JsonEdit edit) {
    if (inline) {
      edit.set("/choices/0/delta/content", Json.quote(kept));
      return;
    }
    for (String member : REASONING_MEMBERS) {
      if (delta.path(member).isTextual()) {
        edit.set("/choices/0/delta/" + member, Json.quote(kept));
      }
    }
    // Says the same once more, in pieces that no longer fit.
    edit.remove("/choices/0/delta/reasoning_details");
    if (!content().isEmpty()) {
      edit.set("/choices/0/delta/content", "\"\"");
    }
  }

  private static OptionalInt status(JsonNode error) {
    for (String name : List.of("status", "code")) {
      JsonNode code = error.path(name);
      int number = code.isTextual() || code.isInt() ? code.asInt() : 0;
      if (number >= 400 && number <= 599) {
        return OptionalInt.of(number);
      }
    }
    return OptionalInt.empty();
  }
}
