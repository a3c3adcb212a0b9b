package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads OpenAI's Responses: items of reasoning, messages and tool calls. Where the reasoning itself
 * is shown its summary is passed over, since it says the same once more.
 */
final class ResponsesReader extends WatchedReader {

  private boolean clear;

  ResponsesReader(ChatStreamReader.Listener listener) {
    super(listener);
  }

  @Override
  boolean isRead(String type, JsonNode said) {
    switch (type) {
      case "response.output_item.added" -> begin(said.path("item"));
      case "response.reasoning_text.delta" -> {
        clear = true;
        reasoning(said.path("delta"));
      }
      case "response.reasoning_summary_part.added" -> {
        if (!clear) {
          thinkingBegins();
        }
      }
      case "response.reasoning_summary_text.delta" -> {
        if (!clear) {
          reasoning(said.path("delta"));
        }
      }
      case "response.output_text.delta", "response.refusal.delta" -> answer(said.path("delta"));
      case "response.completed", "response.incomplete", "response.failed" ->
          finished(said.path("response"));
      case "error" -> failed(said);
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  void readWhole(JsonNode response) {
    for (JsonNode item : response.path("output")) {
      begin(item);
      clear = !item.path("content").isEmpty();
      boolean reasons = item.path("type").asText().equals("reasoning");
      for (JsonNode part : reasons && !clear ? item.path("summary") : item.path("content")) {
        if (reasons) {
          reasoning(part.path("text"));
        } else {
          answer(part.path(part.has("refusal") ? "refusal" : "text"));
        }
      }
    }
    finished(response);
  }

  private void begin(JsonNode item) {
    String type = item.path("type").asText();
    if (type.equals("reasoning")) {
      thinkingBegins();
    } else if (type.endsWith("_call")) { // of a function, and of the server's own tools
      toolCall();
    }
  }

  private void finished(JsonNode response) {
    JsonNode counts = response.path("usage");
    JsonNode input = counts.path("input_tokens_details");
    usage(
        UsageReport.of(
            Json.count(counts, "input_tokens"),
            Json.count(counts, "output_tokens"),
            Json.count(counts.path("output_tokens_details"), "reasoning_tokens"),
            Json.count(input, "cached_tokens"),
            Json.count(input, "cache_write_tokens")));
    String status = response.path("status").asText();
    switch (status) {
      case "completed" -> finish(status);
      case "incomplete" ->
          finish(response.path("incomplete_details").path("reason").asText(status));
      case "failed" -> failed(response.path("error"));
      default -> {} // it goes on in the background, or was cancelled
    }
    if (!status.isEmpty()) {
      onEnd();
    }
  }
}
