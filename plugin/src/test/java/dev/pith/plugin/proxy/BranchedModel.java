package dev.pith.plugin.proxy;

import dev.pith.plugin.proxy.ScriptedModel.Script;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * A model server that plays a script of its own for each branch, in the order in which they come.
 */
final class BranchedModel implements Handler<HttpServerRequest> {

  /** Bodies of its calls. */
  final BlockingQueue<JsonObject> asked = new LinkedBlockingQueue<>();

  /** Gets an element for each call whose client went away before its answer was complete. */
  final BlockingQueue<Integer> abandoned = new LinkedBlockingQueue<>();

  private final AtomicInteger calls = new AtomicInteger();
  private final BiFunction<Integer, JsonObject, Script> scripts;

  /**
   * @param scripts what is played for the number of a call, from 0, and its body
   */
  BranchedModel(BiFunction<Integer, JsonObject, Script> scripts) {
    this.scripts = scripts;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    request
        .body()
        .onSuccess(
            bytes -> {
              JsonObject body = bytes.toJsonObject();
              int call = calls.getAndIncrement();
              response.exceptionHandler(broken -> {});
              response.closeHandler(
                  closed -> {
                    if (!response.ended()) {
                      abandoned.add(call);
                    }
                  });
              response.setChunked(true).putHeader("content-type", "text/event-stream");
              asked.add(body);
              scripts.apply(call, body).accept(response);
            });
  }
}
