package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Some server with an OpenAI-style chat route that takes an assistant prefill. */
public class FakeGeneric extends FakeServer {

  private final String member;

  public FakeGeneric() {
    this("reasoning_content");
  }

  /**
   * @param member where thinking stands
   */
  public FakeGeneric(String member) {
    this.member = member;
  }

  @Override
  String begin() {
    return event(chunk(new JsonObject().put("role", "assistant").put("content", ""), null));
  }

  @Override
  String thinking(String text) {
    return event(chunk(new JsonObject().put(member, text), null));
  }

  @Override
  String answer(String text) {
    return event(chunk(new JsonObject().put("content", text), null));
  }

  @Override
  String end() {
    return event(chunk(new JsonObject(), "stop"))
        + event(head().put("choices", new JsonArray()).put("usage", usage(60, 9)))
        + "data: [DONE]\n\n";
  }

  @Override
  String failure() {
    return "data: {\"error\":{\"message\":\"engine stopped\",\"code\":500}}\n\ndata: [DONE]\n\n";
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return body.containsKey("continue_final_message");
  }

  /** Returns a rendered conversation: the question, and what the assistant has begun. */
  static String rendered(JsonObject body) {
    JsonArray messages = body.getJsonArray("messages");
    JsonObject last = messages.getJsonObject(messages.size() - 1);
    return last.getString("role").equals("assistant") ? PROMPT + last.getString("content") : PROMPT;
  }
}
