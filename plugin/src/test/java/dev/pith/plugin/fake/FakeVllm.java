package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** vLLM: token ids and running usage in the chunks, and a completions route that takes ids. */
public final class FakeVllm extends FakeServer {

  private final String member;
  private int completion;

  public FakeVllm() {
    this("reasoning");
  }

  /**
   * @param member where thinking stands; it changed its name
   */
  public FakeVllm(String member) {
    this.member = member;
  }

  @Override
  String begin() {
    completion = 0;
    return event(
        chunk(new JsonObject().put("role", "assistant").put("content", ""), null)
            .put("prompt_token_ids", Ids.of(PROMPT)));
  }

  @Override
  String thinking(String text) {
    return withIds(member, text);
  }

  @Override
  String answer(String text) {
    return withIds("content", text);
  }

  private String withIds(String name, String text) {
    completion += text.length();
    JsonObject chunk = chunk(new JsonObject().put(name, text), null);
    chunk.getJsonArray("choices").getJsonObject(0).put("token_ids", Ids.of(text));
    return event(chunk.put("usage", usage(PROMPT.length(), completion)));
  }

  @Override
  String end() {
    return event(chunk(new JsonObject().put("content", ""), "stop"))
        + event(
            head().put("choices", new JsonArray()).put("usage", usage(PROMPT.length(), completion)))
        + "data: [DONE]\n\n";
  }

  @Override
  String failure() {
    return "data: {\"error\":{\"message\":\"engine process stopped\",\"type\":"
        + "\"InternalServerError\",\"param\":null,\"code\":500}}\n\ndata: [DONE]\n\n";
  }

  @Override
  @Nullable JsonObject get(String path) {
    return switch (path) {
      case "/v1/models" -> models("vllm");
      case "/version" -> new JsonObject().put("version", "0.23.0");
      default -> null;
    };
  }

  @Override
  @Nullable JsonObject json(String path, JsonObject body) {
    return switch (path) {
      case "/tokenize" ->
          Ids.tokenized(
              body.containsKey("prompt")
                  ? body.getString("prompt")
                  : prompt(body, FakeGeneric::rendered));
      case "/detokenize" -> new JsonObject().put("prompt", Ids.text(body.getJsonArray("tokens")));
      default -> null;
    };
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return path.endsWith("/v1/completions") || body.containsKey("continue_final_message");
  }

  @Override
  String continuation(String path, JsonObject body) {
    if (!path.endsWith("/v1/completions")) {
      return super.continuation(path, body);
    }
    int prompt = body.getJsonArray("prompt").size();
    return completion(ANSWER.get(0), null)
        + completion(ANSWER.get(1), "stop")
        + event(
            text()
                .put("choices", new JsonArray())
                .put("usage", usage(prompt, ANSWER_TEXT.length())))
        + "data: [DONE]\n\n";
  }

  private static String completion(String text, @Nullable String finish) {
    JsonObject choice =
        new JsonObject().put("index", 0).put("text", text).put("finish_reason", finish);
    return event(text().put("choices", new JsonArray().add(choice)));
  }

  private static JsonObject text() {
    return new JsonObject().put("id", "cmpl-F2").put("object", "text_completion");
  }
}
