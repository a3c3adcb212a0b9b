package dev.pith.plugin.local;

import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The engine's streams as the native routes of llama-server and Ollama write them. */
final class NativeStream implements UpstreamCall.Listener {

  /** Whose chunks they become. */
  enum Shape {
    LLAMA,
    OLLAMA_TEXT,
    OLLAMA_CHAT
  }

  private final UpstreamCall.Listener reader;
  private final Shape shape;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private String finish = "";

  NativeStream(UpstreamCall.Listener reader, Shape shape) {
    this.reader = reader;
    this.shape = shape;
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    String type = shape == Shape.LLAMA ? "text/event-stream" : "application/x-ndjson";
    reader.onHead(status, reasonPhrase, headers.set("content-type", type));
  }

  @Override
  public void onBytes(Buffer bytes) {
    decoder.onBytes(bytes.getBytes());
  }

  @Override
  public void onEnd() {
    reader.onEnd();
  }

  @Override
  public void onFailure(UpstreamException failure) {
    reader.onFailure(failure);
  }

  private void onEvent(SseEvent event) {
    if (event.data() == null || event.data().equals("[DONE]")) {
      return;
    }
    JsonObject chunk = new JsonObject(event.data());
    JsonArray choices = chunk.getJsonArray("choices");
    if (choices.isEmpty()) {
      write(last(chunk.getJsonObject("usage")));
      return;
    }
    JsonObject choice = choices.getJsonObject(0);
    finish = choice.getString("finish_reason", "");
    write(piece(choice));
  }

  private JsonObject piece(JsonObject choice) {
    String text = choice.getString("text", "");
    return switch (shape) {
      case LLAMA -> new JsonObject().put("content", text).put("stop", false);
      case OLLAMA_TEXT -> new JsonObject().put("response", text).put("done", false);
      case OLLAMA_CHAT -> {
        JsonObject delta = choice.getJsonObject("delta", new JsonObject());
        JsonObject message = new JsonObject().put("role", "assistant");
        message.put("content", delta.getString("content", ""));
        if (delta.containsKey("reasoning_content")) {
          message.put("thinking", delta.getString("reasoning_content"));
        }
        yield new JsonObject().put("message", message).put("done", false);
      }
    };
  }

  /** Both say how it ended and what it took in their last chunk. */
  private JsonObject last(JsonObject usage) {
    int prompt = usage.getInteger("prompt_tokens");
    int generated = usage.getInteger("completion_tokens");
    if (shape != Shape.LLAMA) {
      return new JsonObject()
          .put("done", true)
          .put("done_reason", finish)
          .put("prompt_eval_count", prompt)
          .put("eval_count", generated);
    }
    int cached = usage.getJsonObject("prompt_tokens_details").getInteger("cached_tokens", 0);
    return new JsonObject()
        .put("content", "")
        .put("stop", true)
        .put("stop_type", finish.equals("length") ? "limit" : "eos")
        .put("tokens_predicted", generated)
        .put("timings", new JsonObject().put("cache_n", cached).put("prompt_n", prompt - cached));
  }

  private void write(JsonObject chunk) {
    boolean events = shape == Shape.LLAMA;
    reader.onBytes(
        Buffer.buffer((events ? "data: " : "") + chunk.encode() + (events ? "\n\n" : "\n")));
  }
}
