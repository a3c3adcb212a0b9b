package dev.pith.plugin.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.dialect.stop.ProbeRecipe;
import dev.pith.plugin.dialect.stop.ServerCall;
import dev.pith.plugin.upstream.JsonCall;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.verifier.client.LogProbs;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.detect.NextToken;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.detect.ProbeReading;
import dev.pith.verifier.detect.Prober;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Probes the model of one request on its own server. The prompt is rendered once. Confined to the
 * Vert.x context of the request.
 */
public final class ServerProber implements Prober {

  private final ProbeCalls calls;
  private final ProbeRecipe recipe;
  private final ChatRequest request;
  private final Route route;
  private final DetectorSettings settings;
  private final Duration deadline;
  private final Map<JsonCall, Promise<JsonCall.Reply>> open = new LinkedHashMap<>();
  private @Nullable Future<JsonNode> rendered;

  /**
   * @param deadline how long one call may take
   */
  ServerProber(
      ProbeCalls calls,
      ProbeRecipe recipe,
      ChatRequest request,
      Route route,
      DetectorSettings settings,
      Duration deadline) {
    this.calls = calls;
    this.recipe = recipe;
    this.request = request;
    this.route = route;
    this.settings = settings;
    this.deadline = deadline;
  }

  @Override
  public CompletionStage<ProbeReading> probe(Place place, String thinking) {
    if (!calls.begin()) {
      return CompletableFuture.completedFuture(ProbeReading.failed(ProbeCost.NOTHING));
    }
    return read(place, thinking)
        .onComplete(
            calls::succeeded,
            failure -> {
              rendered = null; // it may have been that
              ProbeFailure known = ProbeFailure.known(failure);
              if (known.isCancelled()) {
                calls.cancelled();
              } else {
                calls.failed(known);
              }
            })
        .otherwise(ProbeReading.failed(ProbeCost.UNKNOWN))
        .toCompletionStage();
  }

  /** Breaks off all probes that are under way: they fail, and what they have cost is unknown. */
  public void cancel() {
    Map<JsonCall, Promise<JsonCall.Reply>> left = Map.copyOf(open);
    open.clear();
    left.forEach(
        (call, reply) -> {
          call.cancel();
          reply.tryFail(ProbeFailure.cancelled());
        });
  }

  /** Makes the calls of a probe, whatever else runs; fails as they do. */
  Future<ProbeReading> read(Place place, String thinking) {
    ProbeRecipe.Asked asked =
        new ProbeRecipe.Asked(request, place, thinking, settings.opener(), settings.answerTokens());
    return rendered()
        .compose(prompt -> ask(recipe.probe(asked, prompt)))
        .compose(
            answer -> {
              List<NextToken> tokens =
                  LogProbs.read(answer.path("choices").path(0).path("logprobs"));
              return tokens.isEmpty()
                  ? Future.failedFuture(ProbeFailure.of(ProbeFailure.NO_LOG_PROBS))
                  : Future.succeededFuture(new ProbeReading(tokens, cost(answer)));
            });
  }

  private Future<JsonNode> rendered() {
    Future<JsonNode> known = rendered;
    if (known != null) {
      return known;
    }
    Future<JsonNode> asked = render();
    rendered = asked;
    return asked;
  }

  private Future<JsonNode> render() {
    Optional<ServerCall> rendering = recipe.rendering(request);
    if (rendering.isEmpty()) {
      return Future.succeededFuture(MissingNode.getInstance());
    }
    return ask(rendering.get())
        .compose(
            answer ->
                recipe
                    .detokenizing(request, answer)
                    .map(this::ask)
                    .orElse(Future.succeededFuture(answer)));
  }

  private Future<JsonNode> ask(ServerCall call) {
    JsonCall asked = route.ask(call, deadline);
    Promise<JsonCall.Reply> told = Promise.promise();
    open.put(asked, told);
    asked
        .reply()
        .onComplete(
            reply -> {
              open.remove(asked);
              told.handle(reply);
            });
    return told.future()
        .compose(
            reply ->
                reply.isOk()
                    ? Future.succeededFuture(reply.json())
                    : Future.failedFuture(ProbeFailure.ofStatus(reply.status())));
  }

  private static ProbeCost cost(JsonNode answer) {
    UsageReport usage = UsageReport.read(answer.path("usage"));
    return new ProbeCost(usage.promptTokens(), usage.cachedTokens(), usage.completionTokens());
  }
}
