package dev.pith.plugin.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.dialect.stop.Recipes;
import dev.pith.plugin.dialect.stop.Rendering;
import dev.pith.plugin.dialect.stop.ServerCall;
import dev.pith.plugin.dialect.stop.StopRecipe;
import dev.pith.plugin.upstream.JsonCall;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.verifier.detect.ProbeCost;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Asks a server what it is and what its models can do (P0 to P3). Stateless. */
final class CapabilityProbe {

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration RENDER_DEADLINE = Duration.ofSeconds(10);
  private static final String QUESTION =
      "What is 17*23? Think about it step by step before you answer.";

  private final ProbeSettings settings;
  private final Consumer<ProbeCost> onCost;

  /**
   * @param onCost told what each call of a live question has cost
   */
  CapabilityProbe(ProbeSettings settings, Consumer<ProbeCost> onCost) {
    this.settings = settings;
    this.onCost = onCost;
  }

  /** Finds out what the server is (P0); empty if nobody answered who may know. */
  Future<Optional<Identity>> identify(Route route) {
    Map<String, JsonCall.Reply> answers = new ConcurrentHashMap<>();
    List<Future<Void>> asked = new ArrayList<>();
    for (String path : Identity.PATHS) {
      asked.add(
          JsonCall.send(
                  route.vertx(),
                  route.upstream(),
                  HttpMethod.GET,
                  route.pathPrefix() + path,
                  route.headers(),
                  null,
                  DEADLINE)
              .reply()
              .<Void>map(
                  reply -> {
                    answers.put(path, reply);
                    return null;
                  })
              .otherwiseEmpty());
    }
    return Future.all(asked).map(all -> Identity.of(settings.kind(), answers));
  }

  /**
   * Finds out what a model can do (P1 to P3).
   *
   * @param live whether a question may be asked
   */
  Future<Capabilities> probe(Route route, Identity server, String model, boolean live) {
    return new Run(route, server, model).probe(live);
  }

  /** The probe of one model. */
  private final class Run {
    private final Route route;
    private final Identity server;
    private final String model;
    private final ChatRequest question;
    private final Rendering rendering;
    private final OptionalLong contextTokens;
    private final Map<StopMethod, Finding> findings = new LinkedHashMap<>();
    private final AtomicBoolean startsInside = new AtomicBoolean(settings.startsInside());
    private Optional<String> questionFault = Optional.empty();

    Run(Route route, Identity server, String model) {
      this.route = route;
      this.server = server;
      this.model = model;
      this.question = question(model);
      this.rendering = new Rendering(server.kind(), settings.shape(), question);
      this.contextTokens = server.models().getOrDefault(model, OptionalLong.empty());
      for (StopRecipe recipe : recipes()) {
        findings.put(recipe.method(), Finding.unproven(recipe, "not tried"));
      }
    }

    Future<Capabilities> probe(boolean live) {
      if (findings.isEmpty() || (server.kind().charges() && !live)) {
        findings.replaceAll(
            (method, found) ->
                Finding.unproven(found.recipe(), "its server charges, and is asked nothing"));
        return Future.succeededFuture(result());
      }
      return renderPrefill()
          .compose(done -> renderQuestion())
          .compose(done -> turnEndingIntoIds())
          .compose(done -> live ? tryLive(0) : Future.succeededFuture(withoutLive()))
          .map(done -> result());
    }

    private List<StopRecipe> recipes() {
      return Recipes.of(server.kind(), settings.shape()).stream()
          .filter(recipe -> settings.method() == null || recipe.method() == settings.method())
          .toList();
    }

    private Future<Void> renderPrefill() {
      return rendered(rendering.prefill())
          .map(
              prompt -> {
                Optional<String> fault =
                    prompt.isEmpty()
                        ? Optional.of("the server does not show what it renders")
                        : rendering.faultOf(prompt.get());
                conclude(StopMethod.CHAT_PREFILL, fault, "rendered");
                return null;
              });
    }

    private Future<Void> renderQuestion() {
      return rendered(rendering.question())
          .map(
              prompt -> {
                prompt.ifPresent(
                    text -> startsInside.compareAndSet(false, rendering.startsInside(text)));
                questionFault =
                    prompt.isPresent()
                        ? Optional.empty()
                        : Optional.of("the server does not show what it renders");
                conclude(StopMethod.TEXT_CONTINUE, questionFault, "rendered");
                return null;
              });
    }

    /** The end of a thinking must come back from its ids as it was. */
    private Future<Void> turnEndingIntoIds() {
      if (!findings.containsKey(StopMethod.TOKEN_CONTINUE)) {
        return Future.succeededFuture();
      }
      return rendered(Optional.of(rendering.tokenizeEnding()))
          .map(
              text -> {
                if (text.filter(rendering.ending()::equals).isEmpty()) {
                  conclude(
                      StopMethod.TOKEN_CONTINUE,
                      Optional.of("the end of a thinking does not come back from its ids"),
                      "rendered");
                } else if (rendering.provesIds()) {
                  conclude(StopMethod.TOKEN_CONTINUE, questionFault, "rendered");
                }
                return null;
              });
    }

    /** Returns the text that a call renders; empty if the server does not tell it. */
    private Future<Optional<String>> rendered(Optional<ServerCall> call) {
      if (call.isEmpty()) {
        return Future.succeededFuture(Optional.empty());
      }
      return ask(call.get())
          .compose(
              answer -> {
                Optional<ServerCall> detokenize = rendering.detokenize(answer);
                return detokenize.isPresent()
                    ? ask(detokenize.get())
                    : Future.succeededFuture(answer);
              })
          .map(rendering::prompt)
          .otherwise(Optional.empty());
    }

    private Future<JsonNode> ask(ServerCall call) {
      return route
          .ask(call, RENDER_DEADLINE)
          .reply()
          .map(
              reply ->
                  reply.isOk()
                      ? reply.json()
                      : com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    /** Tries the methods in order until one works. */
    private Future<Void> tryLive(int index) {
      List<Finding> order = List.copyOf(findings.values());
      if (index >= order.size()) {
        return Future.succeededFuture();
      }
      StopRecipe recipe = order.get(index).recipe();
      if (order.get(index).why().contains("come back")) {
        return tryLive(index + 1);
      }
      UpstreamDialect dialect = UpstreamDialect.openAiChat(settings.shape(), startsInside.get());
      return LiveProbe.run(route, dialect, recipe, question, contextTokens, onCost)
          .compose(
              fault -> {
                if (fault.isPresent() && fault.get().equals(LiveProbe.NO_THINKING)) {
                  findings.replaceAll(
                      (method, found) ->
                          found.proven() ? found : Finding.unproven(found.recipe(), fault.get()));
                  return Future.succeededFuture();
                }
                conclude(recipe.method(), fault, "live");
                return fault.isEmpty() ? Future.succeededFuture() : tryLive(index + 1);
              });
    }

    private @org.jspecify.annotations.Nullable Void withoutLive() {
      findings.replaceAll(
          (method, found) ->
              found.why().equals("not tried")
                  ? Finding.unproven(
                      found.recipe(), "only a question would prove it, see probe-live")
                  : found);
      return null;
    }

    private void conclude(StopMethod method, Optional<String> fault, String how) {
      findings.computeIfPresent(
          method,
          (known, found) ->
              fault.isEmpty()
                  ? Finding.proven(found.recipe(), how)
                  : Finding.unproven(found.recipe(), fault.get()));
    }

    private Capabilities result() {
      return new Capabilities(
          server.kind(),
          server.version(),
          model,
          server.overlaps(),
          startsInside.get(),
          contextTokens,
          List.copyOf(findings.values()));
    }
  }

  /** Returns the question that models are asked. */
  static ChatRequest question(String model) {
    ObjectNode body = Json.object();
    if (!model.isEmpty()) {
      body.put("model", model);
    }
    body.put("stream", true).put("max_tokens", LiveProbe.MAX_TOKENS);
    body.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
    try {
      return ChatRequest.parse(Json.write(body).getBytes(StandardCharsets.UTF_8));
    } catch (BadChatRequestException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
