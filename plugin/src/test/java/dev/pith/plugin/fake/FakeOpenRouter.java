package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** OpenRouter: comments between the chunks, signed details of thinking, usage beside a choice. */
public final class FakeOpenRouter extends FakeServer {

  private static final String WAIT = ": OPENROUTER PROCESSING\n\n";

  @Override
  String begin() {
    return WAIT + event(chunk(new JsonObject().put("role", "assistant").put("content", ""), null));
  }

  @Override
  String thinking(String text) {
    JsonObject detail =
        new JsonObject()
            .put("type", "reasoning.text")
            .put("text", text)
            .put("signature", "EqQB/+8=")
            .put("format", "unknown")
            .put("index", 0);
    return event(
            chunk(
                new JsonObject()
                    .put("content", "")
                    .put("reasoning", text)
                    .put("reasoning_details", new JsonArray().add(detail)),
                null))
        + WAIT;
  }

  @Override
  String answer(String text) {
    return event(chunk(new JsonObject().put("content", text), null));
  }

  @Override
  String end() {
    JsonObject usage =
        usage(2_160, 58)
            .put("cost", 0.00014)
            .put(
                "prompt_tokens_details",
                new JsonObject().put("cached_tokens", 2_048).put("cache_write_tokens", 100))
            .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", 49));
    JsonObject nothing = new JsonObject().put("role", "assistant").put("content", "");
    return event(chunk(new JsonObject().put("content", ""), "stop"))
        + event(chunk(nothing, null).put("usage", usage))
        + "data: [DONE]\n\n";
  }

  @Override
  String failure() {
    JsonObject error = new JsonObject().put("code", 502).put("message", "provider went away");
    return event(chunk(new JsonObject().put("content", ""), "error").put("error", error));
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return false;
  }
}
