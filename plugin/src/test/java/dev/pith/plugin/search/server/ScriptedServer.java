package dev.pith.plugin.search.server;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.upstream.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model server over HTTP whose every answer a test writes. */
final class ScriptedServer implements AutoCloseable {

  /** Writes the answer to a call, the first of which is number 0. */
  interface Script {
    void answer(int number, JsonObject body, HttpServerResponse response);
  }

  final Vertx vertx = Vertx.vertx();
  final List<JsonObject> asked = new CopyOnWriteArrayList<>();
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger mostOpen = new AtomicInteger();

  /** One for each call whose reader left before its answer was over. */
  final BlockingQueue<JsonObject> left = new LinkedBlockingQueue<>();

  private final HttpServer server;
  private final Upstream upstream;

  ScriptedServer(Script script) {
    try {
      server =
          vertx
              .createHttpServer()
              .requestHandler(
                  request ->
                      request
                          .body()
                          .onSuccess(
                              bytes -> {
                                JsonObject body = bytes.toJsonObject();
                                HttpServerResponse response = request.response();
                                mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                                response.exceptionHandler(broken -> {});
                                response.closeHandler(closed -> onClosed(body, response));
                                response.endHandler(over -> open.decrementAndGet());
                                asked.add(body);
                                script.answer(asked.size() - 1, body, response);
                              }))
              .listen(0, "127.0.0.1")
              .await(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException hangs) {
      throw new AssertionError(hangs);
    }
    upstream =
        Upstream.http(
            vertx,
            URI.create("http://127.0.0.1:" + server.actualPort()),
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            64);
  }

  private void onClosed(JsonObject body, HttpServerResponse response) {
    if (!response.ended()) {
      open.decrementAndGet();
      left.add(body);
    }
  }

  ServerSteps.Builder steps(ServerKind kind) {
    return ServerSteps.builder(vertx, upstream, "m").kind(kind);
  }

  /** Writes a whole stream of the chat route, and what it took where that is given. */
  static void say(HttpServerResponse response, String text, @Nullable JsonObject usage) {
    String stream =
        event(new JsonObject().put("delta", new JsonObject().put("content", text)))
            + event(new JsonObject().put("delta", new JsonObject()).put("finish_reason", "stop"));
    if (usage != null) {
      stream += data(new JsonObject().put("choices", new JsonArray()).put("usage", usage));
    }
    stream(response).end(stream + "data: [DONE]\n\n");
  }

  /** Writes a whole stream of the completions route, ended by a stop text, or by the model. */
  static void complete(HttpServerResponse response, String text, @Nullable String stop) {
    JsonObject last = new JsonObject().put("text", "").put("finish_reason", "stop");
    stream(response)
        .end(
            event(new JsonObject().put("text", text))
                + event(last.put("stop_reason", stop))
                + "data: [DONE]\n\n");
  }

  static HttpServerResponse stream(HttpServerResponse response) {
    return response.setChunked(true).putHeader("content-type", "text/event-stream");
  }

  static String event(JsonObject choice) {
    return data(new JsonObject().put("choices", new JsonArray().add(choice.put("index", 0))));
  }

  private static String data(JsonObject chunk) {
    return "data: " + chunk.encode() + "\n\n";
  }

  /** Returns what the assistant has written so far, as a call has it. */
  static String written(JsonObject body) {
    JsonArray messages = body.getJsonArray("messages");
    JsonObject last = messages.getJsonObject(messages.size() - 1);
    return last.getString("role").equals("assistant") ? last.getString("content") : "";
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
