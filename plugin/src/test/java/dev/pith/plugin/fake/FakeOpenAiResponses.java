package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses route: encrypted items of reasoning, of which a summary may be shown. */
public final class FakeOpenAiResponses extends FakeServer {

  private static final String ENCRYPTED = "gAAAAABm/+8_-=";

  private final String shown;

  /** Shows summaries. */
  public FakeOpenAiResponses() {
    this("response.reasoning_summary_text.delta");
  }

  /**
   * @param shown the event that shows reasoning
   */
  public FakeOpenAiResponses(String shown) {
    this.shown = shown;
  }

  @Override
  public String path() {
    return "/v1/responses";
  }

  @Override
  public JsonObject question(boolean stream) {
    return new JsonObject()
        .put("model", "m")
        .put("stream", stream)
        .put("input", "17*23?")
        .put("include", new JsonArray().add("reasoning.encrypted_content"))
        .put("reasoning", new JsonObject().put("effort", "high").put("summary", "auto"));
  }

  @Override
  String begin() {
    return said("response.created", new JsonObject().put("response", response("in_progress")))
        + said("response.in_progress", new JsonObject().put("response", response("in_progress")))
        + said(
            "response.output_item.added",
            new JsonObject().put("output_index", 0).put("item", reasoning("in_progress")));
  }

  @Override
  String thinking(String text) {
    return said(
        shown,
        new JsonObject()
            .put("item_id", "rs_1")
            .put("output_index", 0)
            .put("summary_index", 0)
            .put("delta", text));
  }

  @Override
  String answer(String text) {
    String delta =
        said(
            "response.output_text.delta",
            new JsonObject()
                .put("item_id", "msg_1")
                .put("output_index", 1)
                .put("content_index", 0)
                .put("delta", text)
                .put("logprobs", new JsonArray()));
    if (!text.equals(ANSWER.get(0))) {
      return delta;
    }
    JsonObject message = new JsonObject().put("id", "msg_1").put("type", "message");
    return reasoningDone()
        + said(
            "response.output_item.added",
            new JsonObject().put("output_index", 1).put("item", message))
        + delta;
  }

  @Override
  String end() {
    return "event: response.of_tomorrow\ndata: {\"type\":\"response.of_tomorrow\", \"x\" : 1.0}\n\n"
        + said(
            "response.completed",
            new JsonObject().put("response", response("completed").put("usage", usage())));
  }

  @Override
  String failure() {
    return said("error", new JsonObject().put("code", "server_error").put("message", "no"));
  }

  @Override
  String toolCall() {
    JsonObject call = new JsonObject().put("id", "fc_1").put("type", "function_call");
    return reasoningDone()
        + said(
            "response.output_item.added",
            new JsonObject().put("output_index", 1).put("item", call.put("name", "f")))
        + said(
            "response.function_call_arguments.delta",
            new JsonObject().put("item_id", "fc_1").put("delta", "{\"a\":1}"))
        + end();
  }

  @Override
  @Nullable JsonObject json(String path, JsonObject body) {
    if (body.getBoolean("stream", false)) {
      return null;
    }
    JsonObject summary = new JsonObject().put("type", "summary_text");
    summary.put("text", KEPT_TEXT + String.join("", DROPPED));
    JsonObject text = new JsonObject().put("type", "output_text").put("text", ANSWER_TEXT);
    JsonObject message = new JsonObject().put("id", "msg_1").put("type", "message");
    JsonArray output = new JsonArray();
    output.add(reasoning("completed").put("summary", new JsonArray().add(summary)));
    output.add(message.put("content", new JsonArray().add(text)));
    return response("completed").put("output", output).put("usage", usage());
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return false;
  }

  private static String reasoningDone() {
    return said(
        "response.output_item.done",
        new JsonObject().put("output_index", 0).put("item", reasoning("completed")));
  }

  private static JsonObject reasoning(String status) {
    return new JsonObject()
        .put("id", "rs_1")
        .put("type", "reasoning")
        .put("summary", new JsonArray())
        .put("encrypted_content", ENCRYPTED)
        .put("status", status);
  }

  private static JsonObject response(String status) {
    return new JsonObject()
        .put("id", "resp_1")
        .put("object", "response")
        .put("status", status)
        .put("model", "m");
  }

  private static JsonObject usage() {
    return new JsonObject()
        .put("input_tokens", 2_160)
        .put(
            "input_tokens_details",
            new JsonObject().put("cached_tokens", 2_048).put("cache_write_tokens", 100))
        .put("output_tokens", 58)
        .put("output_tokens_details", new JsonObject().put("reasoning_tokens", 49))
        .put("total_tokens", 2_218);
  }

  private static String said(String type, JsonObject members) {
    return named(new JsonObject().put("type", type).put("sequence_number", 7).mergeIn(members));
  }
}
