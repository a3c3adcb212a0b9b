package dev.pith.plugin.fake;

import io.vertx.core.json.JsonObject;

/** DeepSeek's API: keep-alives, CRLF, content null beside thinking, usage in the finish chunk. */
public final class FakeDeepSeek extends FakeServer {

  @Override
  String begin() {
    return ": keep-alive\r\n\r\n" + crlf(new JsonObject().put("role", "assistant"));
  }

  @Override
  String thinking(String text) {
    return crlf(new JsonObject().putNull("content").put("reasoning_content", text));
  }

  @Override
  String answer(String text) {
    return crlf(new JsonObject().put("content", text).putNull("reasoning_content"));
  }

  @Override
  String end() {
    JsonObject usage =
        usage(12, 17)
            .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", 14))
            .put("prompt_cache_hit_tokens", 0)
            .put("prompt_cache_miss_tokens", 12);
    JsonObject last = chunk(new JsonObject().put("content", ""), "stop").put("usage", usage);
    return event(last).replace("\n", "\r\n") + "data: [DONE]\r\n\r\n";
  }

  @Override
  String failure() {
    return event(chunk(new JsonObject(), "insufficient_system_resource")).replace("\n", "\r\n");
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return path.equals("/beta/chat/completions");
  }

  private static String crlf(JsonObject delta) {
    return event(chunk(delta, null)).replace("\n", "\r\n");
  }
}
