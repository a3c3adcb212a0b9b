package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** llama-server: timings in the chunks, a control route, and a native completion route. */
public final class FakeLlama extends FakeServer {

  /** What the control route does. */
  public enum Control {
    ENDS,
    REFUSES,
    /** It says yes, and the thinking goes on. */
    LIES
  }

  public volatile Control control = Control.ENDS;

  private volatile String words = "";
  private int predicted;

  @Override
  String begin() {
    predicted = 0;
    return event(chunk(new JsonObject().put("role", "assistant").putNull("content"), null));
  }

  @Override
  String thinking(String text) {
    predicted += 6;
    return event(timed(new JsonObject().put("reasoning_content", text)));
  }

  @Override
  String answer(String text) {
    predicted += 3;
    return event(timed(new JsonObject().put("content", text)));
  }

  private JsonObject timed(JsonObject delta) {
    return chunk(delta, null)
        .put("system_fingerprint", "b10460-3f545be")
        .put(
            "timings",
            new JsonObject().put("cache_n", 0).put("prompt_n", 9).put("predicted_n", predicted));
  }

  @Override
  String end() {
    return event(chunk(new JsonObject(), "stop"))
        + event(head().put("choices", new JsonArray()).put("usage", usage(9, predicted)))
        + "data: [DONE]\n\n";
  }

  @Override
  String failure() {
    return "data: {\"error\":{\"code\":500,\"message\":\"slot lost\",\"type\":\"server_error\"}}\n\n";
  }

  @Override
  @Nullable JsonObject get(String path) {
    return switch (path) {
      case "/v1/models" -> models("llamacpp");
      case "/props" -> new JsonObject().put("build_info", "b10460-3f545be").put("total_slots", 4);
      default -> null;
    };
  }

  @Override
  @Nullable JsonObject json(String path, JsonObject body) {
    if (path.endsWith("/v1/chat/completions/control")) {
      return control(body);
    }
    if (path.equals("/apply-template")) {
      return new JsonObject().put("prompt", prompt(body, FakeLlama::rendered));
    }
    words = body.getString("reasoning_budget_message", words);
    return null;
  }

  @Override
  JsonObject logProbs(List<String> words) {
    JsonArray content = new JsonArray();
    for (String word : words) {
      JsonObject said = new JsonObject().put("token", word).put("logprob", -0.01);
      JsonObject other = new JsonObject().put("token", "Wait").put("logprob", -4.7);
      content.add(said.copy().put("top_logprobs", new JsonArray().add(said).add(other)));
    }
    return new JsonObject().put("content", content);
  }

  private JsonObject control(JsonObject body) {
    if (control != Control.ENDS) {
      thinkOn();
    }
    if (!body.getString("id", "").equals("chatcmpl-F1") || control == Control.REFUSES) {
      return new JsonObject().put("success", false).put("message", "no active completion");
    }
    if (control == Control.ENDS) {
      goOn(thinking(words) + answer(ANSWER.get(0)) + answer(ANSWER.get(1)) + end(), true);
    }
    return new JsonObject().put("success", true);
  }

  private static String rendered(JsonObject body) {
    JsonArray messages = body.getJsonArray("messages");
    JsonObject last = messages.getJsonObject(messages.size() - 1);
    return last.containsKey("reasoning_content")
        ? PROMPT + "<think>\n" + last.getString("reasoning_content") + "\n</think>\n\n"
        : PROMPT;
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return path.equals("/completion") || "content".equals(body.getValue("continue_final_message"));
  }

  @Override
  String continuation(String path, JsonObject body) {
    if (!path.equals("/completion")) {
      return super.continuation(path, body);
    }
    return event(new JsonObject().put("content", ANSWER.get(0)).put("stop", false))
        + event(new JsonObject().put("content", ANSWER.get(1)).put("stop", false))
        + event(
            new JsonObject()
                .put("content", "")
                .put("stop", true)
                .put("stop_type", "eos")
                .put("tokens_predicted", 6)
                .put("timings", new JsonObject().put("cache_n", 30).put("prompt_n", 10)));
  }
}
