package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** OpenAI's own chat route: its thinking is hidden, only its tokens are told. */
public final class FakeOpenAi extends FakeServer {

  @Override
  String begin() {
    JsonObject first = new JsonObject().put("role", "assistant").put("content", "");
    return event(padded(chunk(first.putNull("refusal"), null)));
  }

  @Override
  String thinking(String text) {
    return "";
  }

  @Override
  String answer(String text) {
    return event(padded(chunk(new JsonObject().put("content", text), null)));
  }

  @Override
  String end() {
    JsonObject usage =
        usage(2_160, 58)
            .put(
                "prompt_tokens_details",
                new JsonObject().put("cached_tokens", 2_048).put("cache_write_tokens", 100))
            .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", 49));
    return event(padded(chunk(new JsonObject(), "stop")))
        + event(padded(head().put("choices", new JsonArray()).put("usage", usage)))
        + "data: [DONE]\n\n";
  }

  @Override
  String failure() {
    return "data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\",\"code\":null}}\n\n";
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return false;
  }

  private static JsonObject padded(JsonObject chunk) {
    return chunk
        .put("service_tier", "default")
        .putNull("system_fingerprint")
        .put("obfuscation", "k3");
  }
}
