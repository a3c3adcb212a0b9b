package dev.pith.plugin.local;

import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The embedded engine on the wire of other servers: vLLM's tokenizer route, llama-server's template
 * and completion routes, Ollama's raw route. A real generation is stopped and continued through
 * them.
 */
public final class EngineWire implements Upstream {

  private final EngineBed bed;

  /** Paths of the calls that were made. */
  public final List<String> paths = new CopyOnWriteArrayList<>();

  public EngineWire(EngineBed bed) {
    this.bed = bed;
  }

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public UpstreamCall call(
      HttpMethod method,
      String uri,
      MultiMap headers,
      @Nullable Buffer body,
      UpstreamCall.Listener listener) {
    paths.add(uri);
    JsonObject asked = body == null ? new JsonObject() : body.toJsonObject();
    return switch (uri) {
      case "/tokenize", "/v1/tokenize" ->
          reply(
              tokenized(asked.containsKey("prompt") ? asked.getString("prompt") : rendered(asked)),
              listener);
      case "/detokenize", "/v1/detokenize" -> reply(detokenized(asked), listener);
      case "/apply-template" -> reply(new JsonObject().put("prompt", rendered(asked)), listener);
      case "/api/chat" ->
          reply(
              new JsonObject()
                  .put("_debug_info", new JsonObject().put("rendered_template", rendered(asked))),
              listener);
      case "/completion" ->
          complete(headers, asked, new Translated(listener, "text/event-stream", "data: ", "\n\n"));
      case "/api/generate" ->
          complete(headers, asked, new Translated(listener, "application/x-ndjson", "", "\n"));
      default -> bed.upstream.call(method, uri, headers, body, listener);
    };
  }

  @Override
  public UpstreamCall stream(
      HttpMethod method,
      String uri,
      MultiMap headers,
      ReadStream<Buffer> body,
      UpstreamCall.Listener listener) {
    return bed.upstream.stream(method, uri, headers, body, listener);
  }

  @Override
  public Future<Void> probe() {
    return bed.upstream.probe();
  }

  @Override
  public Future<Void> close() {
    return bed.upstream.close();
  }

  private UpstreamCall reply(JsonObject json, UpstreamCall.Listener listener) {
    LocalCall call = new LocalCall(listener);
    bed.vertx.getOrCreateContext().runOnContext(now -> call.reply(200, json.toBuffer().getBytes()));
    return call;
  }

  private JsonObject tokenized(String text) {
    JsonArray tokens = new JsonArray();
    Arrays.stream(bed.model.tokenizer().encode(text, false, true)).forEach(tokens::add);
    return new JsonObject()
        .put("tokens", tokens)
        .put("max_model_len", bed.model.generator().contextTokens());
  }

  private JsonObject detokenized(JsonObject asked) {
    List<Integer> tokens =
        asked.getJsonArray("tokens").stream().map(id -> ((Number) id).intValue()).toList();
    String text = EngineBed.text(bed.model.tokenizer(), tokens);
    return new JsonObject().put("prompt", text).put("text", text);
  }

  private static String rendered(JsonObject asked) {
    StringBuilder prompt = new StringBuilder();
    for (Object each : asked.getJsonArray("messages")) {
      JsonObject message = (JsonObject) each;
      prompt.append("<|im_start|>").append(message.getString("role")).append('\n');
      prompt.append(message.getString("content")).append("<|im_end|>\n");
    }
    return prompt.append("<|im_start|>assistant\n").toString();
  }

  private UpstreamCall complete(MultiMap headers, JsonObject asked, Translated translated) {
    JsonObject body =
        new JsonObject()
            .put("prompt", asked.getString("prompt"))
            .put("max_tokens", 200)
            .put("stream", true);
    return bed.upstream.call(
        HttpMethod.POST, "/v1/completions", headers, body.toBuffer(), translated);
  }

  /** Chunks of the completions route as both native routes have them. */
  private static final class Translated implements UpstreamCall.Listener {
    private final UpstreamCall.Listener delegate;
    private final String type;
    private final String before;
    private final String after;
    private final SseDecoder decoder = new SseDecoder(this::onEvent);

    Translated(UpstreamCall.Listener delegate, String type, String before, String after) {
      this.delegate = delegate;
      this.type = type;
      this.before = before;
      this.after = after;
    }

    @Override
    public void onHead(int status, String reasonPhrase, MultiMap headers) {
      delegate.onHead(status, reasonPhrase, headers.set("content-type", type));
    }

    @Override
    public void onBytes(Buffer bytes) {
      decoder.onBytes(bytes.getBytes());
    }

    @Override
    public void onEnd() {
      delegate.onEnd();
    }

    @Override
    public void onFailure(UpstreamException failure) {
      delegate.onFailure(failure);
    }

    private void onEvent(SseEvent event) {
      if (event.data() == null || event.data().equals("[DONE]")) {
        return;
      }
      JsonArray choices = new JsonObject(event.data()).getJsonArray("choices");
      if (choices.isEmpty()) {
        return;
      }
      JsonObject choice = choices.getJsonObject(0);
      boolean over = choice.getString("finish_reason") != null;
      JsonObject chunk =
          new JsonObject()
              .put("content", choice.getString("text", ""))
              .put("response", choice.getString("text", ""))
              .put("stop", over)
              .put("done", over);
      delegate.onBytes(Buffer.buffer(before + chunk.encode() + after));
    }
  }
}
