package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.outcome;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PassThroughFaultTest {

  @Test
  void forward_upstreamRefusesConnections_502() {
    try (ProxyBed bed =
        new ProxyBed(request -> {}, settings -> settings.set("upstream", "http://127.0.0.1:1"))) {
      ProxyBed.Reply reply = bed.send(HttpMethod.GET, "/v1/models", Map.of(), null);

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.headers().get("content-type")).isEqualTo("application/json");
      assertThat(reply.body().toJsonObject().getJsonObject("error").getString("code"))
          .isEqualTo("upstream_unreachable");
    }
  }

  @Test
  void forward_upstreamWithoutTheTlsThatItsUrlPromises_502() {
    try (ProxyBed plain = new ProxyBed(request -> request.response().end());
        ProxyBed bed =
            new ProxyBed(
                request -> {},
                settings -> settings.set("upstream", "https://127.0.0.1:" + plain.proxy.port()))) {
      ProxyBed.Reply reply = bed.send(HttpMethod.GET, "/", Map.of(), null);

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.body().toJsonObject().getJsonObject("error").getString("code"))
          .isEqualTo("upstream_tls");
    }
  }

  @Test
  void forward_upstreamSilent_504() {
    try (ProxyBed bed =
        new ProxyBed(request -> {}, settings -> settings.set("upstream-silence-ms", 50))) {
      ProxyBed.Reply reply = bed.send(HttpMethod.GET, "/", Map.of(), null);

      assertThat(reply.status()).isEqualTo(504);
      assertThat(reply.body().toString()).contains("has been silent for 50 ms");
    }
  }

  @Test
  void forward_upstreamClosesBeforeItsHead_502() {
    try (ProxyBed bed = new ProxyBed(request -> request.connection().close())) {
      ProxyBed.Reply reply = bed.send(HttpMethod.POST, "/", Map.of(), Buffer.buffer("some body"));

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.body().toString()).contains("upstream_broken");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void forward_upstreamBreaksOffItsAnswer_clientSeesNoCleanEnd(HttpVersion version)
      throws Exception {
    try (ProxyBed bed =
        new ProxyBed(
            request ->
                request
                    .response()
                    .setChunked(true)
                    .write("half an")
                    .onSuccess(written -> request.connection().close()))) {
      BlockingQueue<Object> end =
          outcome(
              bed.open(version, HttpMethod.GET, "/", Map.of(), null)
                  .compose(
                      response -> {
                        response.resume();
                        return response.end();
                      }));

      assertThat(take(end)).isInstanceOf(Exception.class);
    }
  }

  @Test
  void forward_upstreamFallsSilentInItsAnswer_clientSeesNoCleanEnd() throws Exception {
    try (ProxyBed bed =
        new ProxyBed(
            request -> request.response().setChunked(true).write("half an"),
            settings -> settings.set("upstream-silence-ms", 50))) {
      BlockingQueue<Object> end =
          outcome(
              bed.open(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Map.of(), null)
                  .compose(
                      response -> {
                        response.resume();
                        return response.end();
                      }));

      assertThat(take(end)).isInstanceOf(Exception.class);
      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void forward_clientLeavesBeforeTheHead_upstreamSeesTheClose(HttpVersion version)
      throws Exception {
    BlockingQueue<HttpServerRequest> arrived = new LinkedBlockingQueue<>();
    try (ProxyBed bed = new ProxyBed(arrived::add)) {
      HttpClientRequest request =
          await(bed.client(version).request(bed.request(HttpMethod.POST, "/v1/embeddings")));
      request.end("some body").onFailure(left -> {});
      take(arrived);
      assertThat(bed.upstreamConnections).hasValue(1);

      request.reset();

      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  @Test
  void forward_clientLeavesInItsUpload_upstreamSeesTheClose() throws Exception {
    BlockingQueue<HttpServerRequest> arrived = new LinkedBlockingQueue<>();
    try (ProxyBed bed = new ProxyBed(arrived::add)) {
      HttpClientRequest request =
          await(bed.client(HttpVersion.HTTP_1_1).request(bed.request(HttpMethod.POST, "/")));
      request.setChunked(true).write("the first half");
      take(arrived);

      request.reset();

      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  @Test
  void forward_clientLeavesInTheAnswer_upstreamSeesTheClose() throws Exception {
    try (ProxyBed bed =
        new ProxyBed(request -> request.response().setChunked(true).write("more to come"))) {
      var response = await(bed.open(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Map.of(), null));

      response.request().reset();

      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  @Test
  void close_openAnswer_endsBeforeTheProxyDoes() throws Exception {
    BlockingQueue<HttpServerResponse> answers = new LinkedBlockingQueue<>();
    try (ProxyBed bed =
        new ProxyBed(
            request -> {
              HttpServerResponse response = request.response().setChunked(true);
              response.write("first ");
              answers.add(response);
            })) {
      var response = await(bed.open(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Map.of(), null));
      HttpServerResponse upstream = take(answers);

      var closed = bed.proxy.close();
      var refused = outcome(bed.open(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Map.of(), null));
      assertThat(take(refused)).isInstanceOf(Exception.class);
      assertThat(closed.isComplete()).isFalse();
      var body = response.body();
      response.resume();
      upstream.end("last");

      assertThat(await(body)).isEqualTo(Buffer.buffer("first last"));
      await(closed);
    }
  }

  @Test
  void close_endlessAnswer_isBrokenOffAfterTheDrainTime() throws Exception {
    Promise<Void> upstreamClosed = Promise.promise();
    try (ProxyBed bed =
        new ProxyBed(
            request -> {
              request.response().closeHandler(upstreamClosed::tryComplete);
              request.response().setChunked(true).write("endless");
            },
            settings -> settings.set("drain-ms", 50))) {
      var response = await(bed.open(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Map.of(), null));
      BlockingQueue<Object> end = outcome(response.end());
      response.resume();

      await(bed.proxy.close());

      assertThat(take(end)).isInstanceOf(Exception.class);
      await(upstreamClosed.future());
    }
  }

  @Test
  void status_request_isAnsweredHere() {
    try (ProxyBed bed = new ProxyBed(request -> {})) {
      ProxyBed.Reply reply = bed.send(HttpMethod.GET, "/pith/status?x=1", Map.of(), null);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().toJsonObject().getString("mode")).isEqualTo("auto");
      assertThat(reply.body().toJsonObject().getJsonObject("savings").getLong("requests")).isZero();
    }
  }
}
