package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassThroughTest {

  /** A request as the model server got it. */
  private record Received(HttpMethod method, String uri, MultiMap headers, Buffer body) {}

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
  void forward_anyMethod_pathQueryHeadersAndBodyArrive(String method) throws Exception {
    try (ProxyBed bed = new ProxyBed(recordAndAnswer("{\"ok\":true}"))) {
      Buffer body = method.equals("GET") ? null : Buffer.buffer("a body, not JSON: \u2248");

      ProxyBed.Reply reply =
          bed.send(
              HttpMethod.valueOf(method),
              "/v1/any%20path/x?q=a%2Fb&q=c+d&empty=",
              Map.of("authorization", "Bearer key", "X-Odd", "v1, v2"),
              body);

      Received request = take(received);
      assertThat(request.method().name()).isEqualTo(method);
      assertThat(request.uri()).isEqualTo("/v1/any%20path/x?q=a%2Fb&q=c+d&empty=");
      assertThat(request.headers().get("authorization")).isEqualTo("Bearer key");
      assertThat(request.headers().get("x-odd")).isEqualTo("v1, v2");
      assertThat(request.body()).isEqualTo(body == null ? Buffer.buffer() : body);
      assertThat(request.headers().contains("transfer-encoding")).isFalse();
      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.message()).isEqualTo("Made");
      assertThat(reply.headers().getAll("set-cookie")).containsExactly("a=1", "b=2");
      assertThat(reply.body()).isEqualTo(Buffer.buffer("{\"ok\":true}"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void forward_binaryBodiesInChunks_sameBytesBothWays(HttpVersion version) throws Exception {
    Buffer up = randomBytes(1, 700_001);
    Buffer down = randomBytes(2, 900_001);
    try (ProxyBed bed = new ProxyBed(recordAndAnswerInPieces(down, 10_007))) {
      Buffer reply =
          await(
              bed.client(version)
                  .request(bed.request(HttpMethod.POST, "/upload"))
                  .compose(
                      request -> {
                        request.setChunked(true);
                        for (int i = 0; i < up.length(); i += 9_001) {
                          request.write(up.getBuffer(i, Math.min(up.length(), i + 9_001)));
                        }
                        request.end();
                        return request.response().compose(response -> response.body());
                      }));

      assertThat(take(received).body()).isEqualTo(up);
      assertThat(reply).isEqualTo(down);
    }
  }

  @Test
  void forward_compressedAnswer_staysCompressed() throws Exception {
    Buffer zipped = gzip("some text that is long enough to be worth it, it is, it is");
    try (ProxyBed bed =
        new ProxyBed(
            request -> request.response().putHeader("content-encoding", "gzip").end(zipped))) {
      ProxyBed.Reply reply =
          bed.send(HttpMethod.GET, "/v1/models", Map.of("accept-encoding", "gzip"), null);

      assertThat(reply.body()).isEqualTo(zipped);
      assertThat(reply.headers().get("content-encoding")).isEqualTo("gzip");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404})
  void forward_head_lengthWithoutBody(int status) {
    try (ProxyBed bed =
        new ProxyBed(
            request ->
                request
                    .response()
                    .setStatusCode(status)
                    .putHeader("content-length", "1234")
                    .end())) {
      ProxyBed.Reply reply = bed.send(HttpMethod.HEAD, "/file", Map.of(), null);

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.headers().get("content-length")).isEqualTo("1234");
      assertThat(reply.body()).isEqualTo(Buffer.buffer());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void forward_statusWithoutBody_noBodyIsAnnounced(int status) {
    try (ProxyBed bed = new ProxyBed(request -> request.response().setStatusCode(status).end())) {
      ProxyBed.Reply reply = bed.send(HttpMethod.GET, "/file", Map.of(), null);

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.headers().contains("transfer-encoding")).isFalse();
    }
  }

  @Test
  void forward_headersOfOneConnection_areDroppedBothWays() throws Exception {
    try (ProxyBed bed =
        new ProxyBed(
            request -> {
              record(request);
              request
                  .response()
                  .putHeader("connection", "x-mine")
                  .putHeader("x-mine", "1")
                  .putHeader("x-kept", "2")
                  .putHeader("proxy-authenticate", "3")
                  .end();
            })) {
      ProxyBed.Reply reply =
          bed.send(
              HttpMethod.GET,
              "/",
              Map.of(
                  "connection", "X-Hop, keep-alive",
                  "x-hop", "1",
                  "te", "trailers",
                  "proxy-authorization", "secret",
                  "x-pith-mode", "off",
                  "x-kept", "2"),
              null);

      MultiMap sent = take(received).headers();
      assertThat(sent.names()).doesNotContain("x-hop", "te", "proxy-authorization", "x-pith-mode");
      assertThat(sent.get("x-kept")).isEqualTo("2");
      assertThat(reply.headers().names()).doesNotContain("x-mine", "proxy-authenticate");
      assertThat(reply.headers().get("x-kept")).isEqualTo("2");
    }
  }

  @Test
  void forward_http2CookiesInPieces_areOneHeader() throws Exception {
    try (ProxyBed bed = new ProxyBed(recordAndAnswer("ok"))) {
      await(
          bed.client(HttpVersion.HTTP_2)
              .request(bed.request(HttpMethod.GET, "/"))
              .compose(
                  request -> {
                    request.headers().add("cookie", "a=1").add("cookie", "b=2");
                    return request.send();
                  })
              .compose(response -> response.body()));

      assertThat(take(received).headers().getAll("cookie")).containsExactly("a=1; b=2");
    }
  }

  @Test
  void forward_clientThatUpgradesToHttp2_isServed() throws Exception {
    try (ProxyBed bed = new ProxyBed(recordAndAnswer("hello"))) {
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bed.proxy.port() + "/v1/x"))
              .POST(HttpRequest.BodyPublishers.ofString("ping"))
              .build();

      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));

      Received arrived = take(received);
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.body()).isEqualTo("hello");
      assertThat(arrived.body()).isEqualTo(Buffer.buffer("ping"));
      assertThat(arrived.headers().names()).doesNotContain("upgrade", "http2-settings");
    }
  }

  @Test
  void forward_clientThatWaitsToBeAskedForItsBody_isAsked() throws Exception {
    try (ProxyBed bed = new ProxyBed(recordAndAnswer("ok"))) {
      await(
          bed.client(HttpVersion.HTTP_1_1)
              .request(bed.request(HttpMethod.PUT, "/"))
              .compose(
                  request -> {
                    request.putHeader("expect", "100-continue").setChunked(true);
                    request.continueHandler(go -> request.end("the body"));
                    request.writeHead();
                    return request.response().compose(response -> response.body());
                  }));

      Received arrived = take(received);
      assertThat(arrived.body()).isEqualTo(Buffer.buffer("the body"));
      assertThat(arrived.headers().contains("expect")).isFalse();
    }
  }

  @Test
  void forward_upstreamWithPathPrefix_isPutBeforeThePath() throws Exception {
    try (ProxyBed upstream = new ProxyBed(recordAndAnswer("ok"));
        ProxyBed bed =
            new ProxyBed(
                request -> {},
                settings ->
                    settings.set(
                        "upstream", "http://127.0.0.1:" + upstream.proxy.port() + "/api/v1/"))) {
      bed.send(HttpMethod.GET, "/v1/models?a=b", Map.of(), null);

      assertThat(take(received).uri()).isEqualTo("/api/v1/models?a=b");
    }
  }

  @Test
  void forward_slowClient_upstreamIsSlowedDown() {
    BackPressure pressure = new BackPressure();
    Buffer piece = randomBytes(3, 50_000);
    try (ProxyBed bed =
        new ProxyBed(request -> pressure.write(request.response().setChunked(true), piece))) {
      var response = await(bed.open(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Map.of(), null));

      pressure.awaitStandstill(bed);
      long onTheWay = pressure.written();
      await(pressure.readAll(response, response.end()));

      assertThat(onTheWay).isLessThan(BackPressure.MOST_ON_THE_WAY_BYTES);
      assertThat(pressure.read()).isEqualTo(BackPressure.TOTAL_BYTES);
    }
  }

  @Test
  void forward_slowUpstream_clientIsSlowedDown() throws Exception {
    BackPressure pressure = new BackPressure();
    Buffer piece = randomBytes(4, 50_000);
    BlockingQueue<HttpServerRequest> arrived = new LinkedBlockingQueue<>();
    try (ProxyBed bed = new ProxyBed(request -> arrived.add(request.pause()))) {
      var answer =
          bed.client(HttpVersion.HTTP_1_1)
              .request(bed.request(HttpMethod.POST, "/"))
              .compose(
                  request -> {
                    pressure.write(request.setChunked(true), piece);
                    return request.response();
                  });
      HttpServerRequest upload = take(arrived);

      pressure.awaitStandstill(bed);
      long onTheWay = pressure.written();
      await(pressure.readAll(upload, upload.end()));
      upload.response().end();
      await(answer);

      assertThat(onTheWay).isLessThan(BackPressure.MOST_ON_THE_WAY_BYTES);
      assertThat(pressure.read()).isEqualTo(BackPressure.TOTAL_BYTES);
    }
  }

  private io.vertx.core.Handler<HttpServerRequest> recordAndAnswer(String answer) {
    return request -> {
      record(request);
      HttpServerResponse response = request.response().setStatusCode(201).setStatusMessage("Made");
      response.headers().add("set-cookie", "a=1").add("set-cookie", "b=2");
      request.end().onSuccess(end -> response.end(answer));
    };
  }

  private io.vertx.core.Handler<HttpServerRequest> recordAndAnswerInPieces(
      Buffer answer, int pieceBytes) {
    return request -> {
      record(request);
      HttpServerResponse response = request.response().setChunked(true);
      request
          .end()
          .onSuccess(
              end -> {
                for (int i = 0; i < answer.length(); i += pieceBytes) {
                  response.write(answer.getBuffer(i, Math.min(answer.length(), i + pieceBytes)));
                }
                response.end();
              });
    };
  }

  private void record(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body ->
                received.add(
                    new Received(request.method(), request.uri(), request.headers(), body)));
  }

  private static Buffer randomBytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private static Buffer gzip(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return Buffer.buffer(zipped.toByteArray());
  }
}
