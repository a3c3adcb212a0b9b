package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A proxy between a client and a scripted model server, all on free loopback ports. */
final class ProxyBed implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 20;

  final Vertx vertx;
  final ProxyServer proxy;

  /** Connections that the model server has open. */
  final AtomicInteger upstreamConnections;

  private final HttpClient http1;
  private final HttpClient http2;

  /** An answer that has been read to its end. */
  record Reply(int status, String message, MultiMap headers, Buffer body) {}

  ProxyBed(Handler<HttpServerRequest> modelServer) {
    this(modelServer, settings -> {}, RuleVerifier.of(TrimSettings.pith()));
  }

  ProxyBed(Handler<HttpServerRequest> modelServer, Consumer<ProxySettings.Builder> change) {
    this(modelServer, change, RuleVerifier.of(TrimSettings.pith()));
  }

  ProxyBed(
      Handler<HttpServerRequest> modelServer,
      Consumer<ProxySettings.Builder> change,
      Verifier verifier) {
    this(
        modelServer,
        change,
        verifier,
        UpstreamDialect.openAiChat(ContinuationShape.THINK_TAGS, false));
  }

  ProxyBed(
      Handler<HttpServerRequest> modelServer,
      Consumer<ProxySettings.Builder> change,
      Verifier verifier,
      UpstreamDialect dialect) {
    this(start(modelServer, change, verifier, dialect));
  }

  private ProxyBed(Parts parts) {
    vertx = parts.vertx;
    proxy = parts.proxy;
    upstreamConnections = parts.upstreamConnections;
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(64);
    http1 = vertx.createHttpClient(new HttpClientOptions().setMaxHeaderSize(1 << 16), pool);
    http2 =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false),
            pool);
  }

  private record Parts(Vertx vertx, ProxyServer proxy, AtomicInteger upstreamConnections) {}

  private static Parts start(
      Handler<HttpServerRequest> modelServer,
      Consumer<ProxySettings.Builder> change,
      Verifier verifier,
      UpstreamDialect dialect) {
    Vertx vertx = Vertx.vertx();
    AtomicInteger connections = new AtomicInteger();
    HttpServer upstream =
        await(
            vertx
                .createHttpServer()
                .connectionHandler(
                    connection -> {
                      connections.incrementAndGet();
                      connection.closeHandler(closed -> connections.decrementAndGet());
                    })
                .requestHandler(modelServer)
                .listen(0, "127.0.0.1"));
    ProxySettings settings =
        settings(ProxySettings.builder("http://127.0.0.1:" + upstream.actualPort()), change);
    Upstream http = ProxyServer.http(vertx, settings);
    return new Parts(
        vertx, await(ProxyServer.start(vertx, settings, verifier, http, dialect)), connections);
  }

  /** Returns a proxy before a model server in this process, which is closed with it. */
  static ProxyBed before(
      Vertx vertx, Upstream modelServer, Consumer<ProxySettings.Builder> change) {
    ProxySettings settings = settings(ProxySettings.builder(), change);
    Verifier verifier = RuleVerifier.of(settings.options().trim());
    return new ProxyBed(
        new Parts(
            vertx,
            await(ProxyServer.start(vertx, settings, verifier, modelServer)),
            new AtomicInteger()));
  }

  private static ProxySettings settings(
      ProxySettings.Builder settings, Consumer<ProxySettings.Builder> change) {
    settings.set("port", 0);
    settings.set("upstream-kind", "generic").set("stop-method", "chat-prefill");
    change.accept(settings);
    return settings.build();
  }

  /** Waits for a result, for so long that only a hanging test ever waits in vain. */
  static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException hangs) {
      throw new AssertionError("nothing happened for " + PATIENCE_SECONDS + " s", hangs);
    }
  }

  /** Takes the next element, waiting as long as {@link #await}. */
  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing happened for " + PATIENCE_SECONDS + " s");
    }
    return next;
  }

  /** Asks for a chat completion. */
  Reply chat(JsonObject question) {
    return send(
        HttpMethod.POST,
        "/v1/chat/completions",
        Map.of("content-type", "application/json"),
        question.toBuffer());
  }

  /** Opens a chat stream; it is paused. */
  Future<HttpClientResponse> openChat(HttpVersion version) {
    return open(
        version,
        HttpMethod.POST,
        "/v1/chat/completions",
        Map.of(),
        ChatTrimTest.question(true).toBuffer());
  }

  /** Opens a chat stream and reads it to its end. */
  Future<Buffer> readChat() {
    return openChat(HttpVersion.HTTP_1_1)
        .compose(
            response -> {
              Future<Buffer> body = response.body();
              response.resume();
              return body;
            });
  }

  Reply send(HttpMethod method, String uri, Map<String, String> headers, @Nullable Buffer body) {
    return send(HttpVersion.HTTP_1_1, method, uri, headers, body);
  }

  Reply send(
      HttpVersion version,
      HttpMethod method,
      String uri,
      Map<String, String> headers,
      @Nullable Buffer body) {
    return await(
        open(version, method, uri, headers, body)
            .compose(
                response -> {
                  Future<Buffer> whole = response.body();
                  response.resume();
                  return whole.map(
                      bytes ->
                          new Reply(
                              response.statusCode(),
                              response.statusMessage(),
                              response.headers(),
                              bytes));
                }));
  }

  /** Sends a request and returns the head of its answer, which is paused. */
  Future<HttpClientResponse> open(
      HttpVersion version,
      HttpMethod method,
      String uri,
      Map<String, String> headers,
      @Nullable Buffer body) {
    RequestOptions options = request(method, uri);
    headers.forEach(options::addHeader);
    return client(version)
        .request(options)
        .compose(
            request -> {
              // On the response itself: a future behind it might come later than the first bytes.
              Future<HttpClientResponse> head = request.response().onSuccess(r -> r.pause());
              Future<Void> sent = body == null ? request.end() : request.end(body);
              return sent.compose(done -> head);
            });
  }

  RequestOptions request(HttpMethod method, String uri) {
    return new RequestOptions()
        .setHost("127.0.0.1")
        .setPort(proxy.port())
        .setMethod(method)
        .setURI(uri);
  }

  HttpClient client(HttpVersion version) {
    return version == HttpVersion.HTTP_2 ? http2 : http1;
  }

  /** Returns a queue and puts what the future ends with into it: a value or the failure. */
  static BlockingQueue<Object> outcome(Future<?> future) {
    BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    future.onComplete(value -> queue.add(value == null ? "done" : value), queue::add);
    return queue;
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
