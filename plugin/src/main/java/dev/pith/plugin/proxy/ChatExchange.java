package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.savings.SavingsMeter;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.TrimSession;
import dev.pith.plugin.upstream.Continuation;
import dev.pith.plugin.upstream.EventStreams;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat request whose answer is read: it is sent to the upstream, and by the head of the answer it
 * is decided whether there is a stream to read.
 *
 * <p>In {@link Mode#AUTO} more is asked of the upstream than the client did, to count tokens. Where
 * the upstream refuses that, the client's own bytes are sent instead. Confined to the context of
 * its request.
 */
final class ChatExchange implements UpstreamCall.Listener {

  /** Servers that do not know these ignore them, save for strict ones. */
  private static final Set<Extra> EXTRAS = EnumSet.of(Extra.RUNNING_USAGE, Extra.TIMINGS);

  /** Limit on the stream behind an answer that is not streamed to the client. */
  private static final long MAX_COLLECTED_BYTES = 256L << 20;

  private final Surroundings surroundings;
  private final HttpServerRequest request;
  private final ClientStream client;
  private final ChatRequest chat;
  private final Mode mode;
  private final TrimSettings trim;
  private final Context context;

  private Set<Extra> extras = Set.of();
  private boolean altered;
  private boolean refused;
  private @Nullable UpstreamCall call;
  private UpstreamCall.@Nullable Listener reader;

  /**
   * What all requests of a proxy share.
   *
   * @param verifier answers the trimmer's questions and cannot fail
   */
  record Surroundings(
      Vertx vertx,
      ProxySettings settings,
      Upstream upstream,
      UpstreamDialect dialect,
      Verifier verifier,
      SavingsMeter meter,
      StrictModels strictModels) {}

  ChatExchange(
      Surroundings surroundings,
      HttpServerRequest request,
      ClientStream client,
      ChatRequest chat,
      Mode mode,
      TrimSettings trim) {
    this.surroundings = surroundings;
    this.request = request;
    this.client = client;
    this.chat = chat;
    this.mode = mode;
    this.trim = trim;
    this.context = surroundings.vertx().getOrCreateContext();
  }

  void start() {
    client.onGone(this::onClientGone);
    byte[] body = chat.body();
    if (mode == Mode.AUTO && !surroundings.strictModels().contains(model())) {
      extras = EXTRAS;
      body = surroundings.dialect().streamed(chat, extras);
    }
    altered = body != chat.body();
    call = send(body, this);
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

  Mode mode() {
    return mode;
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
    return new TrimSession(
        trim,
        chat.question(),
        chat.maxTokens(),
        surroundings.verifier(),
        task -> context.runOnContext(now -> task.run()),
        surroundings.meter()::ownFailure);
  }

  /** Asks the model to go on from a cut. */
  Continuation goOn(byte[] body, ContinuationSplicer splicer, Continuation.Listener listener) {
    return Continuation.start(
        surroundings.vertx(),
        surroundings.settings().continuationDeadline(),
        splicer,
        listener,
        continuation -> send(body, continuation));
  }

  private String model() {
    return chat.model().orElse("");
  }

  private UpstreamCall send(byte[] body, UpstreamCall.Listener listener) {
    MultiMap headers = ForwardedHeaders.ofRequest(request.headers());
    headers.remove(HttpHeaders.CONTENT_LENGTH).remove(HttpHeaders.ACCEPT_ENCODING);
    return surroundings
        .upstream()
        .call(request.method(), request.uri(), headers, Buffer.buffer(body), listener);
  }

  private UpstreamCall current() {
    return Objects.requireNonNull(call, "there is no call before the request is sent");
  }

  private void sendAsItWas() {
    current().cancel();
    altered = false;
    refused = true;
    extras = Set.of();
    call = send(chat.body(), this);
  }

  private void read(int status, String reasonPhrase, MultiMap headers) {
    MultiMap forwarded = ForwardedHeaders.ofResponse(headers);
    forwarded.remove(HttpHeaders.CONTENT_LENGTH);
    forwarded.set(ForwardedHeaders.TRIM, mode == Mode.AUTO ? "auto" : "observe;reason=shadow");
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
