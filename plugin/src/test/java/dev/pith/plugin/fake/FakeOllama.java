package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Ollama: an OpenAI-style route that thinks, and native routes of JSON lines. */
public final class FakeOllama extends FakeServer {

  /** Whether a continuation's answer comes as thinking, as some parsers have it. */
  public volatile boolean answersOnTheWrongChannel;

  @Override
  String begin() {
    return event(chunk(new JsonObject().put("role", "assistant").put("content", ""), null));
  }

  @Override
  String thinking(String text) {
    return event(chunk(new JsonObject().put("content", "").put("reasoning", text), null));
  }

  @Override
  String answer(String text) {
    return event(chunk(new JsonObject().put("content", text), null));
  }

  @Override
  String end() {
    return event(chunk(new JsonObject().put("content", ""), "stop"))
        + event(head().put("choices", new JsonArray()).put("usage", usage(17, 19)))
        + "data: [DONE]\n\n";
  }

  /** An ordinary chunk, and then nothing more. */
  @Override
  String failure() {
    return event(chunk(new JsonObject().put("content", ""), null));
  }

  @Override
  @Nullable JsonObject get(String path) {
    return switch (path) {
      case "/v1/models" -> models("library");
      case "/api/version" -> new JsonObject().put("version", "0.31.0");
      default -> null;
    };
  }

  @Override
  @Nullable JsonObject json(String path, JsonObject body) {
    if (!body.getBoolean("_debug_render_only", false)) {
      return null;
    }
    JsonArray messages = body.getJsonArray("messages");
    JsonObject last = messages.getJsonObject(messages.size() - 1);
    String begun =
        last.containsKey("thinking")
            ? "<think>"
                + last.getString("thinking")
                + "\n</think>\n\n"
                + last.getString("content").strip()
            : "";
    return new JsonObject()
        .put("_debug_info", new JsonObject().put("rendered_template", PROMPT + begun));
  }

  @Override
  boolean isContinuation(String path, JsonObject body) {
    return path.startsWith("/api/");
  }

  @Override
  String contentType(String path) {
    return path.startsWith("/api/") ? "application/x-ndjson" : "text/event-stream";
  }

  @Override
  String continuation(String path, JsonObject body) {
    boolean raw = path.equals("/api/generate");
    String stream = "";
    for (String text : ANSWER) {
      stream += line(raw, text);
    }
    JsonObject last =
        new JsonObject().put("model", "m").put("done", true).put("done_reason", "stop");
    return stream + last.put("prompt_eval_count", 40).put("eval_count", 9).encode() + "\n";
  }

  private String line(boolean raw, String text) {
    JsonObject line = new JsonObject().put("model", "m").put("done", false);
    if (raw) {
      return line.put("response", text).encode() + "\n";
    }
    JsonObject message = new JsonObject().put("role", "assistant");
    message.put("content", answersOnTheWrongChannel ? "" : text);
    if (answersOnTheWrongChannel) {
      message.put("thinking", text);
    }
    return line.put("message", message).encode() + "\n";
  }
}
