package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Ollama: an OpenAI-style route that thinks, and native routes of JSON lines. */
public final class FakeOllama extends FakeServer {

  /** The native route of a chat. */
  private static final String CHAT = "/api/chat";

  private final String path;

  /** Whether a continuation's answer comes as thinking, as some parsers have it. */
  public volatile boolean answersOnTheWrongChannel;

  /** Is asked on its OpenAI-style route. */
  public FakeOllama() {
    this("/v1/chat/completions");
  }

  private FakeOllama(String path) {
    this.path = path;
  }

  /** Returns one that is asked on its native route. */
  public static FakeOllama ofNativeRoute() {
    return new FakeOllama(CHAT);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public JsonObject question(boolean stream) {
    JsonObject question = super.question(stream);
    return isNative() ? question.put("think", true) : question;
  }

  @Override
  String begin() {
    return isNative()
        ? ""
        : event(chunk(new JsonObject().put("role", "assistant").put("content", ""), null));
  }

  @Override
  String thinking(String text) {
    return isNative()
        ? said(new JsonObject().put("content", "").put("thinking", text))
        : event(chunk(new JsonObject().put("content", "").put("reasoning", text), null));
  }

  @Override
  String answer(String text) {
    JsonObject content = new JsonObject().put("content", text);
    return isNative() ? said(content) : event(chunk(content, null));
  }

  @Override
  String end() {
    if (isNative()) {
      JsonObject nothing = new JsonObject().put("role", "assistant").put("content", "");
      return last(17, 19).put("message", nothing).encode() + "\n";
    }
    return event(chunk(new JsonObject().put("content", ""), "stop"))
        + event(head().put("choices", new JsonArray()).put("usage", usage(17, 19)))
        + "data: [DONE]\n\n";
  }

  /** An ordinary chunk, and then nothing more; the native route says what happened. */
  @Override
  String failure() {
    return isNative()
        ? new JsonObject().put("error", "runner stopped: unexpected EOF").encode() + "\n"
        : event(chunk(new JsonObject().put("content", ""), null));
  }

  @Override
  String toolCall() {
    if (!isNative()) {
      return super.toolCall();
    }
    JsonObject function = new JsonObject().put("name", "f").put("arguments", new JsonObject());
    JsonArray calls = new JsonArray().add(new JsonObject().put("function", function));
    return said(new JsonObject().put("content", "").put("tool_calls", calls)) + end();
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
    if (!path.equals(CHAT)) {
      return path.startsWith("/api/");
    }
    JsonArray messages = body.getJsonArray("messages");
    return messages.getJsonObject(messages.size() - 1).getString("role").equals("assistant");
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
    return stream + last(40, 9).encode() + "\n";
  }

  private boolean isNative() {
    return path.equals(CHAT);
  }

  private static String said(JsonObject message) {
    JsonObject line = new JsonObject().put("model", "m").put("done", false);
    return line.put("message", message.put("role", "assistant")).encode() + "\n";
  }

  private static JsonObject last(int prompt, int completion) {
    return new JsonObject()
        .put("model", "m")
        .put("done", true)
        .put("done_reason", "stop")
        .put("prompt_eval_count", prompt)
        .put("eval_count", completion);
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
