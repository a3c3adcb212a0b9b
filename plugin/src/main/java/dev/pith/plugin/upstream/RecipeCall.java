package dev.pith.plugin.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.CutPoint;
import dev.pith.plugin.dialect.stop.ServerCall;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The second call of a cut as its recipe has it: what must be asked before, and then the stream.
 * Confined to the Vert.x context that it was made on.
 */
public final class RecipeCall implements UpstreamCall {

  private final Route route;
  private final ContinuationRecipe recipe;
  private final CutPoint cut;
  private final UpstreamCall.Listener listener;

  private @Nullable JsonCall preparing;
  private @Nullable UpstreamCall stream;
  private boolean paused;
  private boolean cancelled;

  /**
   * Where the calls of a request go.
   *
   * @param pathPrefix what stands before the paths of the server
   * @param query what stands behind the path of the chat route, maybe empty
   * @param headers what is sent with each call
   */
  public record Route(
      Vertx vertx, Upstream upstream, String pathPrefix, String query, MultiMap headers) {

    /** Returns the route of a request for the chat route. */
    public static Route of(Vertx vertx, Upstream upstream, String chatUri, MultiMap headers) {
      int end = chatUri.indexOf(ServerCall.CHAT);
      String prefix = end < 0 ? "" : chatUri.substring(0, end);
      String query = end < 0 ? "" : chatUri.substring(end + ServerCall.CHAT.length());
      return new Route(vertx, upstream, prefix, query, headers);
    }

    /** Returns the path and query of a call. */
    String uri(ServerCall call) {
      return pathPrefix + call.path() + (call.path().equals(ServerCall.CHAT) ? query : "");
    }

    /** Makes a call that is answered with one JSON object. */
    public JsonCall ask(ServerCall call, Duration deadline) {
      return JsonCall.send(
          vertx, upstream, HttpMethod.POST, uri(call), headers, call.body(), deadline);
    }

    /** Makes a call that is answered with a stream. */
    public UpstreamCall open(ServerCall call, UpstreamCall.Listener listener) {
      return upstream.call(
          HttpMethod.POST, uri(call), headers, Buffer.buffer(call.body()), listener);
    }
  }

  private RecipeCall(
      Route route, ContinuationRecipe recipe, CutPoint cut, UpstreamCall.Listener listener) {
    this.route = route;
    this.recipe = recipe;
    this.cut = cut;
    this.listener = listener;
  }

  /**
   * Makes the call.
   *
   * @param deadline how long what is asked before may take
   * @param listener hears of the stream; a refusal of what is asked before is its head
   */
  public static RecipeCall start(
      Route route,
      ContinuationRecipe recipe,
      CutPoint cut,
      Duration deadline,
      UpstreamCall.Listener listener) {
    RecipeCall call = new RecipeCall(route, recipe, cut, listener);
    Optional<ServerCall> first = recipe.preparation(cut);
    if (first.isPresent()) {
      call.prepare(first.get(), deadline);
    } else {
      call.stream = route.open(recipe.continuation(cut, MissingNode.getInstance()), listener);
    }
    return call;
  }

  @Override
  public void pause() {
    paused = true;
    if (stream != null) {
      stream.pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    if (stream != null) {
      stream.resume();
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (preparing != null) {
      preparing.cancel();
    }
    if (stream != null) {
      stream.cancel();
    }
  }

  private void prepare(ServerCall first, Duration deadline) {
    preparing = route.ask(first, deadline);
    preparing
        .reply()
        .onSuccess(
            reply -> {
              if (cancelled) {
                return;
              }
              if (reply.isOk()) {
                goOn(reply.json());
              } else {
                listener.onHead(reply.status(), "", MultiMap.caseInsensitiveMultiMap());
                if (!cancelled) {
                  listener.onEnd();
                }
              }
            })
        .onFailure(
            failure -> {
              if (!cancelled) {
                listener.onFailure(UpstreamException.known(failure));
              }
            });
  }

  private void goOn(JsonNode prepared) {
    ServerCall continuation;
    try {
      continuation = recipe.continuation(cut, prepared);
    } catch (IllegalArgumentException missing) {
      listener.onFailure(UpstreamException.unhandled(missing));
      return;
    }
    stream = route.open(continuation, listener);
    if (paused) {
      stream.pause();
    }
  }
}
