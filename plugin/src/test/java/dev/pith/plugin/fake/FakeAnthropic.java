package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Anthropic's API: signed blocks of thinking, pings, running totals of usage, no terminator. */
public final class FakeAnthropic extends FakeServer {

  private static final String SIGNATURE = "EqQBCgIYAhIkYWJj/+8=";

  /** Whether thinking is sent as a signature alone. */
  public volatile boolean omitsThinking;

  /** Tokens of thinking that it says it took. */
  public volatile int thinkingTokens = 49;

  @Override
  public String path() {
    return "/v1/messages";
  }

  @Override
  public JsonObject question(boolean stream) {
    return super.question(stream)
        .put("max_tokens", 8_000)
        .put("thinking", new JsonObject().put("type", "enabled").put("budget_tokens", 4_000));
  }

  @Override
  String begin() {
    JsonObject message =
        message(new JsonArray(), null).put("usage", inputs().put("output_tokens", 3));
    return named(new JsonObject().put("type", "message_start").put("message", message))
        + start(
            0, new JsonObject().put("type", "thinking").put("thinking", "").put("signature", ""))
        + named(new JsonObject().put("type", "ping"));
  }

  @Override
  String thinking(String text) {
    return omitsThinking
        ? ""
        : delta(0, new JsonObject().put("type", "thinking_delta").put("thinking", text));
  }

  @Override
  String answer(String text) {
    String delta = delta(2, new JsonObject().put("type", "text_delta").put("text", text));
    if (!text.equals(ANSWER.get(0))) {
      return delta;
    }
    return delta(0, new JsonObject().put("type", "signature_delta").put("signature", SIGNATURE))
        + stop(0)
        + start(1, new JsonObject().put("type", "redacted_thinking").put("data", "EroBq0/=="))
        + stop(1)
        + start(2, new JsonObject().put("type", "text").put("text", ""))
        + delta;
  }

  @Override
  String end() {
    return stop(2)
        + named(
            new JsonObject()
                .put("type", "message_delta")
                .put("delta", new JsonObject().put("stop_reason", "end_turn"))
                .put("usage", usage()))
        + "event: news_of_tomorrow\ndata: {\"type\":\"news_of_tomorrow\", \"x\" : 1.0}\n\n"
        + named(new JsonObject().put("type", "message_stop"));
  }

  @Override
  String failure() {
    JsonObject error =
        new JsonObject().put("type", "overloaded_error").put("message", "Overloaded");
    return named(new JsonObject().put("type", "error").put("error", error));
  }

  @Override
  String toolCall() {
    JsonObject tool =
        new JsonObject().put("type", "tool_use").put("id", "toolu_1").put("name", "f");
    return delta(0, new JsonObject().put("type", "signature_delta").put("signature", SIGNATURE))
        + stop(0)
        + start(2, tool.put("input", new JsonObject()))
        + delta(2, new JsonObject().put("type", "input_json_delta").put("partial_json", "{\"a\":"))
        + delta(2, new JsonObject().put("type", "input_json_delta").put("partial_json", "1}"))
        + end().replace("end_turn", "tool_use");
  }

  @Override
  @Nullable JsonObject json(String path, JsonObject body) {
    if (body.getBoolean("stream", false)) {
      return null;
    }
    JsonObject thinking = new JsonObject().put("type", "thinking").put("signature", SIGNATURE);
    JsonArray content = new JsonArray();
    content.add(thinking.put("thinking", KEPT_TEXT + String.join("", DROPPED)));
    content.add(new JsonObject().put("type", "text").put("text", ANSWER_TEXT));
    return message(content, "end_turn").put("usage", usage());
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return false;
  }

  private static JsonObject message(JsonArray content, @Nullable String stopReason) {
    return new JsonObject()
        .put("id", "msg_1")
        .put("type", "message")
        .put("role", "assistant")
        .put("model", "m")
        .put("content", content)
        .put("stop_reason", stopReason);
  }

  private JsonObject usage() {
    return inputs()
        .put("output_tokens", 58)
        .put("output_tokens_details", new JsonObject().put("thinking_tokens", thinkingTokens));
  }

  private static JsonObject inputs() {
    return new JsonObject()
        .put("input_tokens", 12)
        .put("cache_creation_input_tokens", 100)
        .put("cache_read_input_tokens", 2_048);
  }

  private static String start(int index, JsonObject block) {
    return named(
        new JsonObject()
            .put("type", "content_block_start")
            .put("index", index)
            .put("content_block", block));
  }

  private static String delta(int index, JsonObject delta) {
    return named(
        new JsonObject()
            .put("type", "content_block_delta")
            .put("index", index)
            .put("delta", delta));
  }

  private static String stop(int index) {
    return named(new JsonObject().put("type", "content_block_stop").put("index", index));
  }
}
