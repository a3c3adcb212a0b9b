package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** SGLang: every member written, running usage where asked, no token ids on streams. */
public final class FakeSglang extends FakeServer {

  private int completion;

  @Override
  String begin() {
    completion = 0;
    return event(sglang(delta().put("role", "assistant").put("content", ""), null));
  }

  @Override
  String thinking(String text) {
    completion += 6;
    return event(
        sglang(delta().put("reasoning_content", text), null)
            .put("usage", usage(9, completion).put("reasoning_tokens", completion)));
  }

  @Override
  String answer(String text) {
    completion += 3;
    return event(
        sglang(delta().put("content", text), null)
            .put("usage", usage(9, completion).put("reasoning_tokens", 0)));
  }

  @Override
  String end() {
    return event(sglang(delta(), "stop"))
        + event(
            head()
                .put("choices", new JsonArray())
                .putNull("usage")
                .put(
                    "sglext",
                    new JsonObject()
                        .put("cached_tokens_details", new JsonObject().put("device", 8))))
        + event(head().put("choices", new JsonArray()).put("usage", usage(9, completion)))
        + "data: [DONE]\n\n";
  }

  @Override
  String failure() {
    return """
        data: {"error":{"object":"error","message":"aborted","code":500}}

        data: [DONE]

        """;
  }

  @Override
  @Nullable JsonObject get(String path) {
    return switch (path) {
      case "/v1/models" -> models("sglang");
      case "/get_server_info" -> new JsonObject().put("version", "0.5.9");
      default -> null;
    };
  }

  @Override
  @Nullable JsonObject json(String path, JsonObject body) {
    if (body.containsKey("return_token_ids") && body.getBoolean("stream", false)) {
      throw new AssertionError("SGLang refuses token ids on streams");
    }
    return switch (path) {
      case "/v1/tokenize" -> Ids.tokenized(FakeGeneric.rendered(body));
      case "/v1/detokenize" -> new JsonObject().put("text", Ids.text(body.getJsonArray("tokens")));
      default -> null;
    };
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return body.containsKey("continue_final_message");
  }

  private static JsonObject delta() {
    return new JsonObject()
        .putNull("role")
        .putNull("content")
        .putNull("reasoning_content")
        .putNull("tool_calls");
  }

  private static JsonObject sglang(JsonObject delta, @Nullable String finish) {
    return chunk(delta, finish).putNull("usage");
  }
}
