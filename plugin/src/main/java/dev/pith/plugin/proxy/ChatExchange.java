package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.SurprisalCapture;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.CutPoint;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.dialect.stop.StreamFormat;
import dev.pith.plugin.probe.StopChoice;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.session.TrimSession;
import dev.pith.plugin.upstream.Continuation;
import dev.pith.plugin.upstream.EventStreams;
import dev.pith.plugin.upstream.RecipeCall;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat request whose answer is read: it is sent to the upstream, and by the head of the answer it
 * is decided whether there is a stream to read.
 *
 * <p>Where it may be cut, more is asked of the upstream than the client did, to count tokens. Where
 * the upstream refuses that, the client's own bytes are sent instead. Confined to the context of
 * its request.
 */
final class ChatExchange implements UpstreamCall.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ChatExchange.class);

  /** What llama-server goes on generating for when its client has left. */
  static final String CONVERSATION_ID = "x-conversation-id";

  /** Limit on the stream behind an answer that is not streamed to the client. */
  private static final long MAX_COLLECTED_BYTES = 256L << 20;

  private final Surroundings surroundings;
  private final HttpServerRequest request;
  private final ClientStream client;
  private final ChatRequest chat;
  private final StopPlan plan;
  private final TrimSettings trim;
  private final RequestFacts facts;
  private final Context context;

  private final Optional<SurprisalCapture> capture;

  private Set<Extra> extras = Set.of();
  private boolean altered;
  private boolean refused;
  private @Nullable UpstreamCall call;
  private UpstreamCall.@Nullable Listener reader;

  /**
   * Takes a request.
   *
   * @param choice how its thinking may be ended; with none its answer is only observed
   */
  ChatExchange(
      Surroundings surroundings,
      HttpServerRequest request,
      ClientStream client,
      ChatRequest chat,
      StopChoice choice,
      TrimSettings trim,
      RequestFacts facts) {
    this.surroundings = surroundings;
    this.request = request;
    this.client = client;
    this.chat = chat;
    this.plan = new StopPlan(choice, chat, surroundings.settings().nativeBudgetTokens());
    this.trim = trim;
    this.facts = facts;
    this.capture = surroundings.history().newCapture();
    this.context = surroundings.vertx().getOrCreateContext();
  }

  void start() {
    client.onGone(this::onClientGone);
    byte[] body = chat.body();
    if (mayCut() && !surroundings.strictModels().contains(model())) {
      extras = asked();
      body = dialect().streamed(chat, extras, plan.members());
    } else {
      plan.disarm();
    }
    altered = body != chat.body();
    call =
        PinnedCall.start(
            surroundings.upstream(),
            new PinnedCall.Request(request.method(), request.uri(), headers(), Buffer.buffer(body)),
            facts.chunks().pin(),
            this);
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    if (altered && (status == 400 || status == 422)) {
      sendAsItWas();
      return;
    }
    if (refused && status == 200) {
      surroundings.strictModels().add(model());
    }
    boolean streamExpected = altered || chat.stream();
    if (status == 200 && streamExpected && EventStreams.isReadable(headers)) {
      read(status, reasonPhrase, headers);
    } else {
      pass(status, reasonPhrase, headers);
    }
  }

  @Override
  public void onBytes(Buffer bytes) {
    if (reader != null) {
      reader.onBytes(bytes);
    }
  }

  @Override
  public void onEnd() {
    if (reader != null) {
      reader.onEnd();
    }
  }

  @Override
  public void onFailure(UpstreamException failure) {
    if (reader == null) {
      surroundings.meter().requestEnded(RequestSavings.passed("upstream-failed"));
      client.fail(failure);
    } else {
      reader.onFailure(failure);
    }
  }

  Surroundings surroundings() {
    return surroundings;
  }

  ChatRequest chat() {
    return chat;
  }

  /** Tells whether its thinking may be cut. */
  boolean mayCut() {
    return plan.choice().canStop();
  }

  /** Returns what was known of it before. */
  RequestFacts facts() {
    return facts;
  }

  /** Returns how its thinking may be ended. */
  StopPlan plan() {
    return plan;
  }

  /** Returns how its answer is read. */
  UpstreamDialect dialect() {
    boolean learntInside = plan.choice().startsInside() && !surroundings.settings().startsInside();
    return learntInside
        ? UpstreamDialect.openAiChat(surroundings.settings().thinking(), true)
        : surroundings.dialect();
  }

  /** Returns what was asked of the upstream besides what the client asked. */
  Set<Extra> extras() {
    return extras;
  }

  /** Tells whether the upstream was asked for more than the client did. */
  boolean altered() {
    return altered;
  }

  TrimSession newSession() {
    boolean cuts = mayCut() && !facts.heldOut();
    // An answer that is only observed is not probed: that would cost, and save nothing.
    return surroundings.newSession(
        trim,
        chat,
        context,
        cuts ? surroundings.probing().forRequest(chat, plan.choice(), route()) : List.of());
  }

  /**
   * Returns the check of a cut that will not be made; null for an answer that is not drawn for one.
   */
  @Nullable ShadowCheckCall newShadowCheck() {
    boolean cuts = mayCut() && !facts.heldOut();
    if (cuts || !surroundings.shadowChecks().draw()) {
      return null;
    }
    try {
      return new ShadowCheckCall(this, mayCut() ? plan : planInShadow());
    } catch (RuntimeException failure) {
      LOG.error("a cut cannot be checked", failure);
      surroundings.meter().ownFailure();
      return null;
    }
  }

  /** Returns what captures the thinking of the answer; empty when nobody will ask for it. */
  Optional<SurprisalCapture> capture() {
    return capture;
  }

  /** Runs a task on the context of the request, when what runs there now is done. */
  void later(Runnable task) {
    context.runOnContext(now -> task.run());
  }

  /** Returns where calls for this request go that are not part of its conversation. */
  Route routeAside() {
    Route route = route();
    route.headers().remove(CONVERSATION_ID);
    return route;
  }

  /** Returns where further calls for this request go. */
  Route route() {
    return Route.of(surroundings.vertx(), surroundings.upstream(), request.uri(), headers());
  }

  /** Asks the model to go on from a cut. */
  Continuation goOn(
      Route route,
      ContinuationRecipe recipe,
      CutPoint cut,
      ContinuationSplicer splicer,
      Continuation.Listener listener) {
    Duration deadline = surroundings.settings().options().continuationDeadline();
    return Continuation.start(
        surroundings.vertx(),
        deadline,
        recipe.format(),
        splicer,
        listener,
        continuation -> RecipeCall.start(route, recipe, cut, deadline, continuation));
  }

  private Set<Extra> asked() {
    boolean known =
        switch (plan.kind()) {
          case LLAMA, VLLM, SGLANG, EMBEDDED -> true;
          default -> false;
        };
    if (capture.isEmpty() || !known) {
      return plan.extras();
    }
    Set<Extra> more = EnumSet.copyOf(Set.of(Extra.LOG_PROBS));
    more.addAll(plan.extras());
    return more;
  }

  /** Asks the client's question once more. */
  Continuation reask(ContinuationSplicer splicer, Continuation.Listener listener) {
    byte[] body = dialect().streamed(chat, Set.of(), Map.of());
    return Continuation.start(
        surroundings.vertx(),
        surroundings.settings().upstreamSilence(),
        StreamFormat.OPENAI,
        splicer,
        listener,
        answer -> send(body, answer));
  }

  /** A cut has led to an answer, or not. */
  void record(StopMethod method, Optional<String> failure) {
    if (failure.isEmpty()) {
      surroundings.stopMethods().succeeded(model(), method);
    } else {
      surroundings.stopMethods().failed(model(), method, failure.get());
    }
  }

  /** Returns the model that is asked for; empty when none is named. */
  String model() {
    return chat.model().orElse("");
  }

  /** Nothing was asked of the first call so that it could be cut. */
  private StopPlan planInShadow() {
    StopChoice choice = surroundings.stopMethods().choose(chat, route());
    StopPlan unarmed = new StopPlan(choice, chat, OptionalLong.empty());
    unarmed.disarm();
    return unarmed;
  }

  private UpstreamCall send(byte[] body, UpstreamCall.Listener listener) {
    return surroundings
        .upstream()
        .call(request.method(), request.uri(), headers(), Buffer.buffer(body), listener);
  }

  private MultiMap headers() {
    MultiMap headers = ForwardedHeaders.ofJson(request.headers());
    if (mayCut() && plan.kind() == ServerKind.LLAMA) {
      headers.remove(CONVERSATION_ID);
    }
    return headers;
  }

  private UpstreamCall current() {
    return Objects.requireNonNull(call, "there is no call before the request is sent");
  }

  private void sendAsItWas() {
    current().cancel();
    altered = false;
    refused = true;
    extras = Set.of();
    plan.disarm();
    call = send(chat.body(), this);
  }

  private void read(int status, String reasonPhrase, MultiMap headers) {
    MultiMap forwarded = ForwardedHeaders.ofResponse(headers);
    forwarded.remove(HttpHeaders.CONTENT_LENGTH);
    String observed = facts.heldOut() ? "holdout" : plan.choice().reason();
    forwarded.set(
        ForwardedHeaders.TRIM,
        mayCut() && !facts.heldOut() ? "auto" : "observe;reason=" + observed);
    AnswerSink sink;
    if (chat.stream()) {
      client.head(status, reasonPhrase, forwarded);
      sink = AnswerSink.streaming(client);
    } else {
      sink = AnswerSink.collecting(client, forwarded, MAX_COLLECTED_BYTES);
    }
    TrimmedAnswer answer = new TrimmedAnswer(this, sink, current());
    client.onGone(answer::onClientGone);
    reader = answer;
    sink.readFrom(call);
  }

  private void pass(int status, String reasonPhrase, MultiMap headers) {
    String reason = status == 200 ? "not-a-stream" : "upstream-status";
    surroundings.meter().requestEnded(RequestSavings.passed(reason));
    Relay relay = new Relay(client, reason);
    relay.start(listener -> current());
    relay.onHead(status, reasonPhrase, headers);
    reader = relay;
  }

  private void onClientGone() {
    surroundings.meter().requestEnded(RequestSavings.passed("client-gone"));
    if (call != null) {
      call.cancel();
    }
  }
}
