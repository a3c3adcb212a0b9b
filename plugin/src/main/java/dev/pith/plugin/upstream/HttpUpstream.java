package dev.pith.plugin.upstream;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.streams.ReadStream;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model server that is reached over HTTP: where it is, and the connections to it. */
final class HttpUpstream implements Upstream {

  /** Below the 5 s after which the common Python servers close an idle connection themselves. */
  private static final int KEEP_ALIVE_SECONDS = 4;

  private static final int MAX_HEADER_BYTES = 64 * 1024;

  private final Vertx vertx;
  private final URI base;
  private final HttpClientAgent client;
  private final RequestOptions target;
  private final String pathPrefix;
  private final String authority;
  private final Duration longestSilence;

  HttpUpstream(
      Vertx vertx, URI base, Duration connectTimeout, Duration longestSilence, int maxConnections) {
    boolean secure = "https".equals(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    this.vertx = vertx;
    this.base = base;
    this.longestSilence = longestSilence;
    pathPrefix = base.getRawPath();
    authority = base.getHost() + ":" + port;
    target =
        new RequestOptions()
            .setSsl(secure)
            .setHost(base.getHost().replaceAll("[\\[\\]]", ""))
            .setPort(port);
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()))
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES),
            new PoolOptions().setHttp1MaxSize(maxConnections));
  }

  @Override
  public String name() {
    return base.toString();
  }

  @Override
  public URI address() {
    return base;
  }

  @Override
  public UpstreamCall call(
      HttpMethod method,
      String uri,
      MultiMap headers,
      @Nullable Buffer body,
      UpstreamCall.Listener listener) {
    HttpUpstreamCall call = new HttpUpstreamCall(this, vertx, listener);
    call.start(
        request(method, uri, headers), request -> body == null ? request.end() : request.end(body));
    return call;
  }

  @Override
  public UpstreamCall stream(
      HttpMethod method,
      String uri,
      MultiMap headers,
      ReadStream<Buffer> body,
      UpstreamCall.Listener listener) {
    HttpUpstreamCall call = new HttpUpstreamCall(this, vertx, listener);
    call.start(
        request(method, uri, headers),
        request -> {
          request.setChunked(!headers.contains("content-length"));
          return body.pipe().endOnFailure(false).to(request);
        });
    return call;
  }

  /** Opens a connection and closes it. */
  @Override
  public Future<Void> probe() {
    return client
        .connect(target)
        .compose(HttpConnection::close)
        .recover(cause -> Future.failedFuture(UpstreamException.of(cause, authority)));
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }

  Future<HttpClientRequest> connect(RequestOptions request) {
    return client.request(request);
  }

  String authority() {
    return authority;
  }

  Duration longestSilence() {
    return longestSilence;
  }

  private RequestOptions request(HttpMethod method, String uri, MultiMap headers) {
    return new RequestOptions(target)
        .setMethod(method)
        .setURI(pathPrefix + uri)
        .setHeaders(headers);
  }
}
