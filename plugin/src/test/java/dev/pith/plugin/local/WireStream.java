package dev.pith.plugin.local;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** The engine's chat stream as another server writes it. */
final class WireStream implements UpstreamCall.Listener {

  private final UpstreamCall.Listener reader;
  private final ServerKind kind;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private boolean streams;

  /**
   * @param kind whose stream it becomes
   */
  WireStream(UpstreamCall.Listener reader, ServerKind kind) {
    this.reader = reader;
    this.kind = kind;
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    streams = headers.get("content-type").startsWith("text/event-stream");
    reader.onHead(status, reasonPhrase, headers);
    if (streams && kind == ServerKind.DEEPSEEK) {
      reader.onBytes(Buffer.buffer(": keep-alive\r\n\r\n"));
    }
  }

  @Override
  public void onBytes(Buffer bytes) {
    if (streams) {
      decoder.onBytes(bytes.getBytes());
    } else {
      reader.onBytes(bytes);
    }
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
    String data = String.valueOf(event.data());
    if (!data.equals("[DONE]")) {
      JsonObject chunk = new JsonObject(data);
      for (Object choice : chunk.getJsonArray("choices")) {
        dress(((JsonObject) choice).getJsonObject("delta", new JsonObject()));
      }
      data = chunk.encode();
    }
    String lineEnd = kind == ServerKind.DEEPSEEK ? "\r\n" : "\n";
    reader.onBytes(Buffer.buffer("data: " + data + lineEnd + lineEnd));
  }

  private void dress(JsonObject delta) {
    boolean thinks = delta.containsKey("reasoning_content");
    switch (kind) {
      case VLLM, OLLAMA -> {
        if (thinks) {
          delta.put("reasoning", delta.remove("reasoning_content"));
        }
        if (kind == ServerKind.OLLAMA && !delta.containsKey("content")) {
          delta.put("content", "");
        }
      }
      case SGLANG -> {
        for (String name : new String[] {"role", "content", "reasoning_content", "tool_calls"}) {
          delta.put(name, delta.getValue(name));
        }
      }
      case DEEPSEEK -> delta.put(thinks ? "content" : "reasoning_content", (Object) null);
      default -> {}
    }
  }
}
