package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * SGLang: every member written, running usage where asked, no token ids on streams, and a tokenizer
 * that drops special tokens unless it is told not to.
 */
public final class FakeSglang extends FakeServer {

  private static final String SPECIAL = "<\\|[^|]*\\|>";

  /** Calls of the tokenizer that were made. */
  public final BlockingQueue<Asked> tokenizerCalls = new LinkedBlockingQueue<>();

  /** Which call of the tokenizer is answered without an answer in it, from 1; then it thinks on. */
  public volatile int emptyTokenizerCall;

  /** Whether continuations on the chat route break off. */
  public volatile boolean breaksPrefill;

  /** Whether the template opens the thinking. */
  public volatile boolean opensThinking;

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
    if (!path.endsWith("tokenize")) {
      return null;
    }
    tokenizerCalls.add(new Asked(path, body));
    if (tokenizerCalls.size() == emptyTokenizerCall) {
      endsItself = true;
      return new JsonObject();
    }
    if (path.equals("/v1/detokenize")) {
      String text = Ids.text(body.getJsonArray("tokens"));
      boolean drops = body.getBoolean("skip_special_tokens", true);
      return new JsonObject().put("text", drops ? text.replaceAll(SPECIAL, "") : text);
    }
    if (body.containsKey("prompt")) {
      return Ids.tokenized(body.getString("prompt"));
    }
    String opening = opensThinking && !isContinuation(path, body) ? "<think>\n" : "";
    return Ids.tokenized(prompt(body, FakeGeneric::rendered) + opening);
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return path.endsWith("/v1/completions") || body.containsKey("continue_final_message");
  }

  @Override
  String continuation(String path, JsonObject body) {
    if (!path.endsWith("/v1/completions")) {
      return breaksPrefill ? begin() + failure() : super.continuation(path, body);
    }
    JsonObject usage = usage(body.getJsonArray("prompt").size(), 6);
    return text(ANSWER.get(0), null)
        + text(ANSWER.get(1), null)
        + text("", "stop")
        + event(completion().put("choices", new JsonArray()).put("usage", usage))
        + "data: [DONE]\n\n";
  }

  private static String text(String text, @Nullable String finish) {
    JsonObject choice =
        new JsonObject()
            .put("index", 0)
            .put("text", text)
            .putNull("logprobs")
            .put("finish_reason", finish)
            .put("matched_stop", finish == null ? null : 151_645);
    return event(completion().put("choices", new JsonArray().add(choice)).putNull("usage"));
  }

  private static JsonObject completion() {
    return new JsonObject().put("id", "s2").put("object", "text_completion").put("model", "m");
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
