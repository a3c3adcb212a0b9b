package dev.pith.plugin.search.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.stop.ServerCall;
import dev.pith.plugin.upstream.JsonCall;
import dev.pith.plugin.upstream.RecipeCall.Route;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * The server that a search asks.
 *
 * @param context on which all calls are made
 * @param shape how the model's template writes thinking
 * @param deadline how long a call that generates nothing may take
 */
record Server(Context context, Route route, ContinuationShape shape, Duration deadline) {

  /** Makes a call that is answered with JSON; fails with a message for people. */
  Future<JsonNode> ask(ServerCall call) {
    JsonCall made = route.ask(call, deadline);
    return made.reply()
        .compose(
            reply ->
                reply.isOk()
                    ? Future.succeededFuture(reply.json())
                    : Future.failedFuture(refusal(reply.status(), call.path(), reply.json())));
  }

  /** Returns what a refusal says, without more of the server's words than a line. */
  static IllegalStateException refusal(int status, String path, JsonNode body) {
    JsonNode error = body.path("error");
    String said =
        error.isTextual()
            ? error.asText()
            : error.path("message").asText(body.path("message").asText(""));
    return new IllegalStateException(
        "the server answered %d to %s%s".formatted(status, path, said.isEmpty() ? "" : ": ")
            + said.strip().replaceAll("\\s+", " ").replaceAll("^(.{200}).*$", "$1.."));
  }
}
