package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.UpstreamDialect;
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

  final Vertx vertx = Vertx.vertx();
  final ProxyServer proxy;

  /** Connections that the model server has open. */
  final AtomicInteger upstreamConnections = new AtomicInteger();

  private final HttpServer upstream;
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
    upstream =
        await(
            vertx
                .createHttpServer()
                .connectionHandler(
                    connection -> {
                      upstreamConnections.incrementAndGet();
                      connection.closeHandler(closed -> upstreamConnections.decrementAndGet());
                    })
                .requestHandler(modelServer)
                .listen(0, "127.0.0.1"));
    ProxySettings.Builder settings =
        ProxySettings.builder("http://127.0.0.1:" + upstream.actualPort()).set("port", 0);
    change.accept(settings);
    ProxySettings built = settings.build();
    proxy =
        await(ProxyServer.start(vertx, built, verifier, ProxyServer.http(vertx, built), dialect));
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(64);
    http1 = vertx.createHttpClient(new HttpClientOptions().setMaxHeaderSize(1 << 16), pool);
    http2 =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false),
            pool);
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
