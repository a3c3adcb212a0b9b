package dev.pith.plugin.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.upstream.UpstreamCall;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The embedded engine as a model server inside this process. It answers {@code POST
 * /v1/chat/completions}, {@code POST /v1/chat/completions/control}, {@code POST /v1/completions},
 * {@code GET /v1/models} and {@code GET /health}; anything else is a 404.
 *
 * <p>It serves one model, under whatever name a client asks for it, and answers with the name of
 * the model. Requests and answers have the shapes of the OpenAI API, with the additions of vLLM:
 * see {@code package-info}.
 */
public final class EngineUpstream implements Upstream {

  private static final String CHAT_COMPLETIONS = "/v1/chat/completions";
  private static final String CONTROL = CHAT_COMPLETIONS + "/control";
  private static final String COMPLETIONS = "/v1/completions";
  private static final String MODELS = "/v1/models";
  private static final String HEALTH = "/health";

  private final Vertx vertx;
  private final LocalModel model;
  private final int maxBodyBytes;
  private final ReasoningControl control = new ReasoningControl();
  private final long createdSeconds = System.currentTimeMillis() / 1000;

  /**
   * Serves a model.
   *
   * @param model closed with this
   * @param maxBodyBytes longest body that is read from a stream, at least 1; a longer one is
   *     refused with 413
   */
  public EngineUpstream(Vertx vertx, LocalModel model, int maxBodyBytes) {
    this.vertx = vertx;
    this.model = model;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public ServerKind kind() {
    return ServerKind.EMBEDDED;
  }

  @Override
  public UpstreamCall call(
      HttpMethod method,
      String uri,
      MultiMap headers,
      @Nullable Buffer body,
      UpstreamCall.Listener listener) {
    return call(method, uri, body == null ? Buffer.buffer() : body, false, listener);
  }

  /** Comes before all requests that came by {@link #call} or {@link #stream}. */
  @Override
  public UpstreamCall goOn(
      HttpMethod method,
      String uri,
      MultiMap headers,
      Buffer body,
      UpstreamCall.Listener listener) {
    return call(method, uri, body, true, listener);
  }

  @Override
  public UpstreamCall stream(
      HttpMethod method,
      String uri,
      MultiMap headers,
      ReadStream<Buffer> body,
      UpstreamCall.Listener listener) {
    LocalCall call = new LocalCall(listener);
    Context context = vertx.getOrCreateContext();
    Buffer whole = Buffer.buffer();
    body.exceptionHandler(clientGone -> {});
    body.handler(
        piece -> {
          if (whole.length() + (long) piece.length() <= maxBodyBytes) {
            whole.appendBuffer(piece);
          } else {
            body.handler(dropped -> {});
            body.endHandler(end -> {});
            call.reply(ErrorBody.tooLarge(maxBodyBytes));
          }
        });
    body.endHandler(end -> context.runOnContext(now -> answer(method, uri, whole, false, call)));
    body.resume();
    return call;
  }

  @Override
  public Future<Void> probe() {
    return Future.succeededFuture();
  }

  @Override
  public Map<String, Object> status() {
    return model.status();
  }

  @Override
  public void register(MeterRegistry registry) {
    model.register(registry);
  }

  @Override
  public Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          model.close();
          return null;
        });
  }

  private UpstreamCall call(
      HttpMethod method,
      String uri,
      Buffer body,
      boolean underWay,
      UpstreamCall.Listener listener) {
    LocalCall call = new LocalCall(listener);
    vertx.getOrCreateContext().runOnContext(now -> answer(method, uri, body, underWay, call));
    return call;
  }

  private void answer(
      HttpMethod method, String uri, Buffer body, boolean underWay, LocalCall call) {
    if (!call.isOpen()) {
      return;
    }
    String path = uri.replaceFirst("[?#].*$", "");
    if (path.equals(CHAT_COMPLETIONS) || path.equals(COMPLETIONS)) {
      if (method.equals(HttpMethod.POST)) {
        boolean chat = path.equals(CHAT_COMPLETIONS);
        new CompletionCall(vertx, model, call, chat, underWay, control).start(body);
      } else {
        refuseMethod(call, method, "POST");
      }
      return;
    }
    if (path.equals(CONTROL)) {
      if (method.equals(HttpMethod.POST)) {
        control.answer(body, call);
      } else {
        refuseMethod(call, method, "POST");
      }
      return;
    }
    ObjectNode found = lookUp(path);
    if (found == null) {
      call.reply(404, notFound(path).toJson(path));
    } else if (method.equals(HttpMethod.GET)) {
      call.reply(200, found.toString().getBytes(StandardCharsets.UTF_8));
    } else if (method.equals(HttpMethod.HEAD)) {
      call.head(200, "application/json");
      call.end();
    } else {
      refuseMethod(call, method, "GET");
    }
  }

  private @Nullable ObjectNode lookUp(String path) {
    ObjectNode found = JsonNodeFactory.instance.objectNode();
    if (path.equals(HEALTH)) {
      return found.put("status", "ok");
    }
    if (path.equals(MODELS)) {
      found.put("object", "list").putArray("data").add(modelCard());
      return found;
    }
    String name = path.startsWith(MODELS + "/") ? path.substring(MODELS.length() + 1) : "";
    boolean served = URLDecoder.decode(name, StandardCharsets.UTF_8).equals(model.name());
    return served ? modelCard() : null;
  }

  private ObjectNode modelCard() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", model.name())
        .put("object", "model")
        .put("created", createdSeconds)
        .put("owned_by", "pith")
        .put("max_model_len", model.generator().contextTokens());
  }

  private static ErrorBody notFound(String path) {
    return new ErrorBody(
        404,
        path.startsWith(MODELS + "/")
            ? "there is no such model here; GET /v1/models names the one that is served"
            : "the embedded engine has no route "
                + path
                + "; it has "
                + String.join(", ", CHAT_COMPLETIONS, CONTROL, COMPLETIONS, MODELS, HEALTH),
        "invalid_request_error",
        null,
        "not_found");
  }

  private static void refuseMethod(LocalCall call, HttpMethod method, String allowed) {
    call.reply(
        new ErrorBody(
            405,
            "the method must be " + allowed + ": " + method,
            "invalid_request_error",
            null,
            "method_not_allowed"));
  }
}
