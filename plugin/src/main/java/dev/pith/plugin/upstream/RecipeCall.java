package dev.pith.plugin.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.CutPoint;
import dev.pith.plugin.dialect.stop.ServerCall;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private final Duration deadline;
  private final UpstreamCall.Listener listener;
  private final List<JsonNode> answers = new ArrayList<>();

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
   * @param underWay whether the streams go on with an answer that a client is already reading
   */
  public record Route(
      Vertx vertx,
      Upstream upstream,
      String pathPrefix,
      String query,
      MultiMap headers,
      boolean underWay) {

    /** Returns the route of a request for the chat route. */
    public static Route of(Vertx vertx, Upstream upstream, String chatUri, MultiMap headers) {
      int end = chatUri.indexOf(ServerCall.CHAT);
      String prefix = end < 0 ? "" : chatUri.substring(0, end);
      String query = end < 0 ? "" : chatUri.substring(end + ServerCall.CHAT.length());
      return new Route(vertx, upstream, prefix, query, headers, false);
    }

    /** Returns the same route for calls that go on with an answer that a client is reading. */
    public Route ofAnswerUnderWay() {
      return new Route(vertx, upstream, pathPrefix, query, headers, true);
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
      Buffer body = Buffer.buffer(call.body());
      return underWay
          ? upstream.goOn(HttpMethod.POST, uri(call), headers, body, listener)
          : upstream.call(HttpMethod.POST, uri(call), headers, body, listener);
    }
  }

  private RecipeCall(
      Route route,
      ContinuationRecipe recipe,
      CutPoint cut,
      Duration deadline,
      UpstreamCall.Listener listener) {
    this.route = route;
    this.recipe = recipe;
    this.cut = cut;
    this.deadline = deadline;
    this.listener = listener;
  }

  /**
   * Makes the call.
   *
   * @param deadline how long each call that is made before may take
   * @param listener hears of the stream; a refusal of what is asked before is its head
   * @throws IllegalArgumentException if what is known of the first call does not allow it
   */
  public static RecipeCall start(
      Route route,
      ContinuationRecipe recipe,
      CutPoint cut,
      Duration deadline,
      UpstreamCall.Listener listener) {
    RecipeCall call = new RecipeCall(route, recipe, cut, deadline, listener);
    call.goOn();
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

  /** Makes the next call: one that is asked before the stream, or the stream. */
  private void goOn() {
    Optional<ServerCall> next = recipe.preparation(cut, List.copyOf(answers));
    if (next.isPresent()) {
      prepare(next.get());
      return;
    }
    stream = route.open(recipe.continuation(cut, List.copyOf(answers)), listener);
    if (paused) {
      stream.pause();
    }
  }

  private void prepare(ServerCall next) {
    preparing = route.ask(next, deadline);
    preparing
        .reply()
        .onSuccess(
            reply -> {
              if (cancelled) {
                return;
              }
              if (reply.isOk()) {
                onAnswer(reply.json());
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

  private void onAnswer(JsonNode answer) {
    answers.add(answer);
    try {
      goOn();
    } catch (IllegalArgumentException missing) {
      listener.onFailure(UpstreamException.unhandled(missing));
    }
  }
}
