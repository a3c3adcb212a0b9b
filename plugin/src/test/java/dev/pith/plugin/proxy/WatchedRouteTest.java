package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.fake.FakeAnthropic;
import dev.pith.plugin.fake.FakeOpenAiResponses;
import dev.pith.plugin.fake.FakeServer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes of Anthropic's Messages and OpenAI's Responses. */
class WatchedRouteTest {

  private record Received(String uri, MultiMap headers, Buffer body) {}

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  static Stream<FakeServer> servers() {
    return Stream.of(new FakeAnthropic(), new FakeOpenAiResponses());
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "shadow", "auto"})
  void request_anyMode_reachesTheUpstreamAsItIs(String mode) throws Exception {
    Buffer odd =
        Buffer.buffer(
            "{ \"stream\":true , \"max_tokens\": 9e3,\"x\":[1.0,\"\\u00e9\\/\"],\"system\":null,\n"
                + "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
                + "\"thinking\":\"\",\"signature\":\"Eq+/=\"}]}],"
                + "\"input\":[{\"type\":\"reasoning\",\"encrypted_content\":\"gA\"}] }\n");
    Map<String, String> headers =
        Map.of(
            "content-type", "application/json",
            "x-api-key", "sk-1",
            "authorization", "Bearer 2",
            "anthropic-version", "2023-06-01",
            "anthropic-beta", "interleaved-thinking-2025-05-14,context-1m",
            "openai-organization", "org-3",
            "x-pith-mode", mode);
    try (ProxyBed bed = new ProxyBed(this::recordAndAnswer)) {
      for (String uri : List.of("/v1/messages?beta=true", "/api/v1/responses")) {
        bed.send(HttpMethod.POST, uri, headers, odd);

        Received sent = take(received);
        assertThat(sent.uri()).isEqualTo(uri);
        assertThat(sent.body()).isEqualTo(odd);
        headers.forEach(
            (name, value) ->
                assertThat(sent.headers().get(name))
                    .isEqualTo(name.startsWith("x-pith") ? null : value));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "529, '{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"No\"}}'",
    "400, '{\"type\":\"error\",\"error\":{\"message\":\"messages.1.content.0: Invalid signature\"}}'",
    "429, 'slow down'"
  })
  void error_ofTheUpstream_passesAsItIs(int status, String body) {
    try (ProxyBed bed =
        new ProxyBed(
            request ->
                request
                    .response()
                    .setStatusCode(status)
                    .putHeader("request-id", "req_1")
                    .putHeader("retry-after", "7")
                    .end(body))) {
      for (String path : List.of("/v1/messages", "/v1/responses")) {
        ProxyBed.Reply reply = bed.send(HttpMethod.POST, path, Map.of(), Buffer.buffer("{}"));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().toString()).isEqualTo(body);
        assertThat(reply.headers().get("request-id")).isEqualTo("req_1");
        assertThat(reply.headers().get("retry-after")).isEqualTo("7");
      }
      assertThat(bed.proxy.savings().passed()).containsExactly(Map.entry("upstream-status", 2L));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/messages, bad-header, 400, invalid_request_error",
    "/v1/messages, too-long, 413, request_too_large",
    "/v1/messages, reset, 502, api_error",
    "/v1/messages, silent, 504, timeout_error",
    "/v1/messages/count_tokens, reset, 502, api_error",
    "/v1/responses, reset, 502, upstream_error",
    "/v1/responses, too-long, 413, invalid_request_error"
  })
  void error_ofOurOwn_isInTheShapeOfTheRoute(String path, String fault, int status, String type) {
    try (ProxyBed bed =
        new ProxyBed(
            request -> {
              if (fault.equals("reset")) {
                request.response().reset();
              }
            },
            settings -> settings.set("max-body-bytes", 100).set("upstream-silence-ms", 300))) {
      Map<String, String> headers =
          fault.equals("bad-header") ? Map.of("x-pith-mode", "maybe") : Map.of();
      String body = fault.equals("too-long") ? "{\"a\":\"" + "a".repeat(200) + "\"}" : "{}";

      ProxyBed.Reply reply = bed.send(HttpMethod.POST, path, headers, Buffer.buffer(body));

      JsonObject error = reply.body().toJsonObject();
      assertThat(reply.status()).isEqualTo(status);
      assertThat(error.getString("type")).isEqualTo(path.contains("messages") ? "error" : null);
      assertThat(error.getJsonObject("error").getString("type")).isEqualTo(type);
      assertThat(error.getJsonObject("error").getString("message")).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void answer_notStreamed_sameBytesAndCounted(FakeServer fake) {
    try (ProxyBed bed =
        new ProxyBed(fake, settings -> settings.set("trim-thinking-budget-tokens", 20))) {
      ProxyBed.Reply reply = ask(bed, fake, Map.of("x-pith-mode", "auto"), false);

      assertThat(reply.body()).isEqualTo(fake.wholeBody());
      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("observe;reason=no-stop-method");
      assertThat(bed.proxy.savings().wouldCut()).containsEntry("budget", 1L);
      assertThat(bed.proxy.savings().thinkingTokens().sum()).isEqualTo(49);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void request_unreadable_passesAsItIs(FakeServer fake) throws Exception {
    try (ProxyBed bed = new ProxyBed(this::recordAndAnswer)) {
      Buffer half = Buffer.buffer("{\"model\":");
      bed.send(HttpMethod.POST, fake.path(), Map.of(), half);

      assertThat(take(received).body()).isEqualTo(half);
      assertThat(bed.proxy.savings().passed()).containsEntry("malformed", 1L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/messages/count_tokens", "/v1/responses/resp_1/cancel"})
  void request_ofANeighbourRoute_passesUncounted(String path) throws Exception {
    try (ProxyBed bed = new ProxyBed(this::recordAndAnswer)) {
      bed.send(HttpMethod.POST, path, Map.of(), Buffer.buffer("{}"));

      assertThat(take(received).uri()).isEqualTo(path);
      assertThat(bed.proxy.savings().requests()).isZero();
    }
  }

  @Test
  void answer_ofNoKnownKind_passesUnread() {
    try (ProxyBed bed =
        new ProxyBed(
            request ->
                request
                    .response()
                    .putHeader("content-type", "text/event-stream")
                    .putHeader("content-encoding", "zstd")
                    .end("zzz"))) {
      ProxyBed.Reply reply =
          bed.send(HttpMethod.POST, "/v1/messages", Map.of(), Buffer.buffer("{\"stream\":true}"));

      assertThat(reply.body().toString()).isEqualTo("zzz");
      assertThat(bed.proxy.savings().passed()).containsEntry("not-a-stream", 1L);
    }
  }

  @Test
  void answer_ofAResponseInTheBackground_countsNothing() {
    try (ProxyBed bed =
        new ProxyBed(
            request ->
                request
                    .response()
                    .putHeader("content-type", "application/json")
                    .end("{\"id\":\"resp_1\",\"status\":\"queued\",\"output\":[]}"))) {
      bed.send(HttpMethod.POST, "/v1/responses", Map.of(), Buffer.buffer("{\"background\":true}"));

      assertThat(bed.proxy.savings().observed()).containsEntry("unfinished", 1L);
      assertThat(bed.proxy.savings().thinkingTokens().known()).isZero();
    }
  }

  @Test
  void lever_budgetWished_isLoweredAndChecked() throws Exception {
    FakeAnthropic fake = new FakeAnthropic();
    fake.endsItself = true;
    fake.thinkingTokens = 2_500;
    try (ProxyBed bed = new ProxyBed(fake)) {
      HttpClientResponse response =
          await(
              bed.open(
                  HttpVersion.HTTP_1_1,
                  HttpMethod.POST,
                  fake.path(),
                  Map.of("x-pith-thinking-budget", "2000", "content-type", "application/json"),
                  fake.question(true).toBuffer()));
      var body = response.body();
      response.resume();

      assertThat(await(body)).isEqualTo(Buffer.buffer(fake.whole()));
      assertThat(response.headers().get("x-pith-trim"))
          .isEqualTo("observe;reason=effort-lever-only");
      assertThat(response.trailers().get("x-pith-budget"))
          .isEqualTo("ignored;asked=2000;seen=2500");
      assertThat(budgetOf(take(fake.questions).body())).isEqualTo(2_000);
      assertThat(messagesStatus(bed))
          .containsEntry("stops", "effort lever only")
          .containsEntry("budgetsLowered", 1)
          .containsEntry("budgetsKept", 0)
          .containsEntry("budgetsIgnored", 1);
    }
  }

  @Test
  void lever_setting_isUsedWhereItIsLower() throws Exception {
    FakeAnthropic fake = new FakeAnthropic();
    fake.endsItself = true;
    try (ProxyBed bed = new ProxyBed(fake, settings -> settings.set("native-budget-tokens", 100))) {
      ask(bed, fake, Map.of(), true);
      assertThat(budgetOf(take(fake.questions).body())).as("the least there is").isEqualTo(1_024);

      ask(bed, fake, Map.of("x-pith-thinking-budget", "0"), true);
      assertThat(budgetOf(take(fake.questions).body())).as("no limit wished").isEqualTo(4_000);

      ask(bed, fake, Map.of("x-pith-mode", "shadow"), true);
      assertThat(budgetOf(take(fake.questions).body())).as("only watched").isEqualTo(4_000);

      ask(bed, fake, Map.of("x-pith-thinking-budget", "5000"), true);
      assertThat(budgetOf(take(fake.questions).body())).as("lower by itself").isEqualTo(4_000);
      assertThat(messagesStatus(bed))
          .containsEntry("budgetsLowered", 1)
          .containsEntry("budgetsKept", 3);
    }
  }

  private static int budgetOf(JsonObject body) {
    return body.getJsonObject("thinking").getInteger("budget_tokens");
  }

  private static Map<String, Object> messagesStatus(ProxyBed bed) {
    JsonObject status =
        bed.send(HttpMethod.GET, StatusPage.PATH, Map.of(), null).body().toJsonObject();
    return status.getJsonArray("watchedRoutes").getJsonObject(0).getMap();
  }

  private static ProxyBed.Reply ask(
      ProxyBed bed, FakeServer fake, Map<String, String> headers, boolean stream) {
    return bed.send(HttpMethod.POST, fake.path(), headers, fake.question(stream).toBuffer());
  }

  private void recordAndAnswer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              received.add(new Received(request.uri(), request.headers(), body));
              request.response().putHeader("content-type", "application/json").end("{}");
            });
  }
}
