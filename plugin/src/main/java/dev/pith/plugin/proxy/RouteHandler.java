package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.history.CompressedHistory;
import dev.pith.plugin.rag.BadChunksException;
import dev.pith.plugin.rag.ChunkVisit;
import dev.pith.plugin.rag.PromptRoute;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.upstream.RecipeCall.Route;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * Takes the requests of one route whose answers may be read: reads what they wish of the proxy, and
 * their bodies where that is needed.
 */
abstract class RouteHandler {

  private final Surroundings surroundings;
  private final PassThrough passThrough;
  private final PromptRoute route;

  /**
   * Creates the handler of a route.
   *
   * @param route the shape of its requests
   */
  RouteHandler(Surroundings surroundings, PassThrough passThrough, PromptRoute route) {
    this.surroundings = surroundings;
    this.passThrough = passThrough;
    this.route = route;
  }

  /** Returns where requests of it go: the end of their path. */
  abstract String path();

  /** Decides what is done with a request that is not to pass as it is. */
  abstract void admit(
      HttpServerRequest request,
      Buffer body,
      ClientStream client,
      RequestWishes wishes,
      ChunkVisit chunks);

  final void handle(HttpServerRequest request, ClientStream client) {
    RequestWishes wishes;
    try {
      wishes = RequestWishes.of(request.headers());
    } catch (IllegalArgumentException unknown) {
      client.reply(ErrorBody.badRequest(String.valueOf(unknown.getMessage())));
      return;
    }
    if (mode(wishes) == Mode.OFF) {
      count("off");
      passThrough.forward(request, client);
    } else {
      RequestBody.read(request, settings().maxBodyBytes())
          .onSuccess(body -> admitOpen(request, body, client, wishes))
          .onFailure(tooLarge -> client.reply(ErrorBody.tooLarge(settings().maxBodyBytes())));
    }
  }

  private void admitOpen(
      HttpServerRequest request, Buffer body, ClientStream client, RequestWishes wishes) {
    if (!client.isOpen()) {
      return;
    }
    if (isJson(request)) {
      ChunkVisit chunks;
      try {
        byte[] sent =
            route == PromptRoute.CHAT
                ? withoutPastThoughts(request, body, client)
                : body.getBytes();
        surroundings.server().find(request);
        surroundings.slots().refresh(request);
        chunks = surroundings.chunkDesk().visit(sent, route, tenant(request));
      } catch (BadChunksException unclear) {
        client.reply(ErrorBody.badRequest(String.valueOf(unclear.getMessage())));
        return;
      }
      admit(request, Buffer.buffer(chunks.body()), client, wishes, chunks);
    } else {
      passMalformed(request, body, client);
    }
  }

  private byte[] withoutPastThoughts(HttpServerRequest request, Buffer body, ClientStream client) {
    CompressedHistory history =
        surroundings
            .history()
            .visit(
                body.getBytes(),
                tenant(request),
                (model, form) ->
                    surroundings
                        .templates()
                        .leftOut(
                            model, form, surroundings.server().kind(), upstreamRoute(request)));
    if (history.pruned() > 0) {
      client.tell(
          ForwardedHeaders.HISTORY,
          "pruned=" + history.pruned() + ";tokens=" + history.tokensLeftOut());
    }
    return history.body();
  }

  /** Passes a request and its answer, counted under a reason. */
  final void pass(
      HttpServerRequest request,
      Buffer body,
      ClientStream client,
      String reason,
      ChunkVisit chunks) {
    count(reason);
    passThrough.forward(request, body, client, reason, chunks.pin());
  }

  /** Passes a request that cannot be read: what is wrong with it is the upstream's to say. */
  final void passMalformed(HttpServerRequest request, Buffer body, ClientStream client) {
    count("malformed");
    passThrough.forward(request, body, client, "malformed", null);
  }

  /** Returns where calls aside of a request go, with what its client sends. */
  final Route upstreamRoute(HttpServerRequest request) {
    return Route.of(
        surroundings.vertx(),
        surroundings.upstream(),
        request.uri(),
        ForwardedHeaders.ofJson(request.headers()));
  }

  final Mode mode(RequestWishes wishes) {
    return wishes.mode().orElse(settings().options().mode());
  }

  final Surroundings surroundings() {
    return surroundings;
  }

  final ProxySettings settings() {
    return surroundings.settings();
  }

  private void count(String reason) {
    surroundings.meter().requestEnded(RequestSavings.passed(reason));
  }

  /** Returns what tells apart whose cache a request may use. */
  static String tenant(HttpServerRequest request) {
    MultiMap headers = request.headers();
    return headers.get(HttpHeaders.AUTHORIZATION) + "\n" + headers.get("x-api-key");
  }

  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null || type.toLowerCase(Locale.ROOT).matches("[^;]*[/+]json\\s*(;.*)?");
  }
}
