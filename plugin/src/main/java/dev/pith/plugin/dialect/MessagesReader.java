package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/**
 * Reads Anthropic's Messages: blocks of thinking, text and tool calls, one after the other. Counts
 * of usage are running totals; those of the output are final in {@code message_delta} only.
 */
final class MessagesReader extends WatchedReader {

  private final ObjectNode usage = Json.object();

  MessagesReader(ChatStreamReader.Listener listener) {
    super(listener);
  }

  @Override
  boolean isRead(String type, JsonNode said) {
    switch (type) {
      case "message_start" -> {
        take(said.path("message").path("usage"));
        usage.remove("output_tokens");
        usage(report(usage));
      }
      case "content_block_start" -> block(said.path("content_block"));
      case "content_block_delta" -> {
        reasoning(said.path("delta").path("thinking"));
        answer(said.path("delta").path("text"));
      }
      case "message_delta" -> {
        take(said.path("usage"));
        usage(report(usage));
        JsonNode reason = said.path("delta").path("stop_reason");
        if (reason.isTextual()) {
          finish(reason.textValue());
        }
      }
      case "content_block_stop" -> {}
      case "message_stop" -> onEnd();
      case "error" -> failed(said.path("error"));
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  void readWhole(JsonNode message) {
    message.path("content").forEach(this::block);
    take(message.path("usage"));
    usage(report(usage));
    JsonNode reason = message.path("stop_reason");
    if (reason.isTextual()) {
      finish(reason.textValue());
    }
  }

  /** Reads a block: whole, or what it begins with. */
  private void block(JsonNode block) {
    String type = block.path("type").asText();
    if (type.endsWith("thinking")) { // redacted_thinking too
      thinkingBegins();
      reasoning(block.path("thinking"));
    } else if (type.endsWith("tool_use")) { // server_tool_use, mcp_tool_use
      toolCall();
    } else if (type.equals("text")) {
      answer(block.path("text"));
    }
  }

  private void take(JsonNode counts) {
    counts.forEachEntry(
        (name, count) -> {
          if (!count.isNull()) {
            usage.set(name, count);
          }
        });
  }

  /** What is read from a cache and written to it stands beside the input tokens, not in them. */
  private static UsageReport report(JsonNode usage) {
    OptionalLong input = Json.count(usage, "input_tokens");
    OptionalLong cached = Json.count(usage, "cache_read_input_tokens");
    OptionalLong written = Json.count(usage, "cache_creation_input_tokens");
    OptionalLong prompt =
        input.isEmpty()
            ? input
            : OptionalLong.of(input.getAsLong() + cached.orElse(0) + written.orElse(0));
    OptionalLong output = Json.count(usage, "output_tokens");
    OptionalLong thinking = Json.count(usage.path("output_tokens_details"), "thinking_tokens");
    return UsageReport.of(prompt, output, thinking, cached, written);
  }
}
