package dev.pith.eval.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.dataset.RecordedTrace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server that serves recorded traces as an OpenAI-style model.
 *
 * <p>It knows {@code GET /v1/models} and {@code POST /v1/chat/completions}, streamed and not. The
 * header {@value #TRACE_HEADER} names a trace; without it the model and the last message of the
 * user do, and {@value #RATE_HEADER} sets another rate than the settings have. The chunk with the
 * finish reason has a member {@code replay} with {@code answer_source}, {@code trace} and {@code
 * sent_tokens}. Refusals have the error shape of OpenAI.
 *
 * <p>Thread-safe; a server is started once.
 */
public final class ReplayServer {
  /** The request header that names a trace by its key in the {@link TraceLibrary}. */
  public static final String TRACE_HEADER = "x-replay-trace";

  /** The request header that names a rate in tokens per second; 0 is unlimited. */
  public static final String RATE_HEADER = "x-replay-tokens-per-second";

  private static final Logger LOG = LoggerFactory.getLogger(ReplayServer.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final TraceLibrary library;
  private final ReplaySettings settings;
  private final Consumer<ServedReply> onReply;
  private final HttpServer server;
  private final long createdEpochSeconds = InstantSource.system().instant().getEpochSecond();
  private final AtomicLong replies = new AtomicLong();

  /**
   * Creates a server; {@link #start} opens its port.
   *
   * @param vertx runs it; closing it ends the server
   * @param onReply receives every reply when it is over, on an event loop
   */
  public ReplayServer(
      Vertx vertx, TraceLibrary library, ReplaySettings settings, Consumer<ServedReply> onReply) {
    this.library = library;
    this.settings = settings;
    this.onReply = onReply;
    server = vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true));
    server.requestHandler(this::onRequest);
  }

  /**
   * Opens the port.
   *
   * @param host the address to bind
   * @param port the port; 0 takes a free one
   * @return the port, or the failure to bind
   */
  public Future<Integer> start(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  private void onRequest(HttpServerRequest request) {
    String path = request.path();
    if (request.method().equals(HttpMethod.GET) && "/v1/models".equals(path)) {
      send(request.response(), 200, models());
    } else if (request.method().equals(HttpMethod.POST) && "/v1/chat/completions".equals(path)) {
      request
          .body()
          .onSuccess(body -> onChat(request, body))
          .onFailure(gone -> LOG.debug("request body did not arrive", gone));
    } else {
      refuse(
          request.response(),
          ReplayException.notFound("not_found", "no such route: " + request.method() + " " + path));
    }
  }

  private void onChat(HttpServerRequest request, Buffer body) {
    try {
      ReplayRequest chat = ReplayRequest.parse(body.getBytes());
      String key = traceKey(request, chat);
      RecordedTrace trace =
          library
              .trace(key)
              .orElseThrow(
                  () -> ReplayException.notFound("trace_not_found", "no trace has the key " + key));
      reply(request, chat, ReplayReply.to(chat, key, trace), settings(request));
    } catch (ReplayException refusal) {
      refuse(request.response(), refusal);
    }
  }

  private String traceKey(HttpServerRequest request, ReplayRequest chat) {
    String named = request.getHeader(TRACE_HEADER);
    if (named != null) {
      return named;
    }
    return library
        .keyFor(chat.model(), chat.userMessage())
        .orElseThrow(
            () ->
                ReplayException.notFound(
                    "trace_not_found",
                    "no trace of the model "
                        + chat.model()
                        + " answers the last message of the user; name one with the header "
                        + TRACE_HEADER));
  }

  private ReplaySettings settings(HttpServerRequest request) {
    String rate = request.getHeader(RATE_HEADER);
    try {
      return rate == null ? settings : settings.withTokensPerSecond(Double.parseDouble(rate));
    } catch (IllegalArgumentException bad) {
      throw ReplayException.badRequest(
          RATE_HEADER + " must be a number in [0, 1e9]: " + bad.getMessage());
    }
  }

  private void reply(
      HttpServerRequest request, ReplayRequest chat, ReplayReply reply, ReplaySettings settings) {
    String id = "replay-" + replies.incrementAndGet();
    ReplayBody body = new ReplayBody(id, createdEpochSeconds, chat.model(), reply);
    ReplayStream.Listener listener =
        (sent, complete) ->
            onReply.accept(new ServedReply(reply.traceKey(), reply.source(), sent, complete));
    Pace pace = new Pace(settings.tokensPerSecond(), System::nanoTime);
    if (chat.stream()) {
      ReplayFrames frames = new ReplayFrames(body, chat, reply, settings);
      new ReplayStream(
              Vertx.currentContext(),
              request.response(),
              frames,
              pace,
              settings.networkChunkBytes(),
              listener)
          .start();
    } else {
      sendWhole(request.response(), body.completion(settings.shape()), reply, pace, listener);
    }
  }

  /** Sends a reply that is no stream, when its last token is due. */
  private void sendWhole(
      HttpServerResponse response,
      ObjectNode completion,
      ReplayReply reply,
      Pace pace,
      ReplayStream.Listener listener) {
    Runnable now =
        () -> {
          boolean there = !response.closed();
          listener.onEnd(there ? reply.sentLimit() : 0, there);
          if (there) {
            send(response, 200, completion);
          }
        };
    long waitNanos = pace.nanosUntil(reply.sentLimit());
    if (waitNanos == 0) {
      now.run();
    } else {
      long waitMillis = TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
      Vertx.currentContext().owner().setTimer(waitMillis, due -> now.run());
    }
  }

  private ObjectNode models() {
    ObjectNode list = JSON.createObjectNode().put("object", "list");
    ArrayNode data = list.putArray("data");
    for (String model : library.models()) {
      data.addObject()
          .put("id", model)
          .put("object", "model")
          .put("created", createdEpochSeconds)
          .put("owned_by", "pith-replay");
    }
    return list;
  }

  private static void refuse(HttpServerResponse response, ReplayException refusal) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error")
        .put("message", refusal.getMessage())
        .put("type", "invalid_request_error")
        .putNull("param")
        .put("code", refusal.code());
    send(response, refusal.status(), body);
  }

  private static void send(HttpServerResponse response, int status, ObjectNode body) {
    try {
      response
          .setStatusCode(status)
          .putHeader("content-type", "application/json")
          .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
