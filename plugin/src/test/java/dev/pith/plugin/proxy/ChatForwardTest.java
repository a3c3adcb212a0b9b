package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.inPieces;
import static dev.pith.plugin.proxy.ScriptedModel.silent;
import static dev.pith.plugin.proxy.ScriptedModel.usage;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chat requests that are not cut, for whatever reason, get what the model server sent. */
class ChatForwardTest {

  private static final String ODD_STREAM =
      """
      : a comment\r
      \r
      event: x
      data: not JSON

      data: {"choices":[{"delta": {"reasoning_content" : "Thinking ≈"}}]}

      data: {"choices":[{"delta":{"content":"done"},"finish_reason":"stop"}]}

      data: [DONE]

      data: {"half": an""";

  /** Bodies that arrived at the model server, as bytes. */
  private final BlockingQueue<Buffer> bodies = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @CsvSource({"off, 1", "off, 100000", "shadow, 1", "shadow, 100000", "auto, 1", "auto, 100000"})
  void chat_streamThatIsNotCut_sameBytes(String mode, int pieceBytes) {
    ScriptedModel model = new ScriptedModel(inPieces(ODD_STREAM, pieceBytes, true), silent());
    try (ProxyBed bed = new ProxyBed(model, settings -> settings.set("mode", mode))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(ODD_STREAM));
      assertThat(reply.headers().get("content-type")).isEqualTo("text/event-stream");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "shadow", "auto"})
  void chat_streamWithoutAFirstByte_headIsThereAtOnce(String mode) {
    ScriptedModel model = new ScriptedModel(HttpServerResponse::writeHead, silent());
    try (ProxyBed bed = new ProxyBed(model, settings -> settings.set("mode", mode))) {
      assertThat(await(bed.openChat(HttpVersion.HTTP_1_1)).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "shadow"})
  void chat_offAndShadow_requestArrivesAsItWas(String mode) throws Exception {
    Buffer question =
        Buffer.buffer("{ \"model\":\"m\", \"stream\" : true,\"messages\":[{\"role\":\"user\"}] }");
    try (ProxyBed bed = new ProxyBed(recordAndAnswer(200, "{}"))) {
      bed.send(
          HttpMethod.POST,
          "/api/v1/chat/completions?x=1",
          Map.of("x-pith-mode", mode, "content-type", "application/json"),
          question);

      assertThat(take(bodies)).isEqualTo(question);
    }
  }

  @Test
  void chat_auto_usageThatOnlyWeAskedForIsTakenOut() throws Exception {
    String stream = delta("content", "hi") + finish("stop");
    ScriptedModel model = new ScriptedModel(complete(stream + usage(3, 1) + done()), silent());
    try (ProxyBed bed = new ProxyBed(model)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(stream + done()));
      assertThat(take(model.questions).getJsonObject("stream_options").getBoolean("include_usage"))
          .isTrue();
    }
  }

  @Test
  void chat_shadow_recordsTheCutThatWouldHaveBeen() {
    String text = "Some thought about it. ".repeat(30);
    ScriptedModel model =
        new ScriptedModel(
            complete(
                delta("reasoning_content", text)
                    + delta("content", "hi")
                    + finish("stop")
                    + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":"
                    + "201,\"completion_tokens_details\":{\"reasoning_tokens\":200}}}\n\n"
                    + done()),
            silent());
    try (ProxyBed bed =
        new ProxyBed(
            model,
            settings -> settings.set("mode", "shadow").set("trim-thinking-budget-tokens", 23))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      var savings = bed.proxy.savings();
      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("observe;reason=shadow");
      assertThat(savings.wouldCut()).containsOnly(Map.entry("budget", 1L));
      assertThat(savings.thinkingTokens().sum()).isEqualTo(200);
      // 23 tokens are 69 characters, of 690: the cut comes with the fourth sentence at the latest.
      assertThat(savings.wouldSaveTokens().sum()).isBetween(170L, 180L);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | {\"model\": | malformed",
        "application/json | [1] | malformed",
        "text/plain | {\"messages\":[{\"role\":\"user\"}]} | malformed",
        "application/json | {\"n\":2,\"messages\":[{\"role\":\"user\"}]} | several-choices",
        "application/json | {\"tool_choice\":\"required\",\"messages\":[{\"role\":\"user\"}]} | forced-tool-choice",
        "application/json | {\"response_format\":{\"type\":\"json_object\"},\"messages\":[{\"role\":\"user\"}]} | structured-output"
      })
  void chat_requestThatCannotBeTrimmed_passesWithItsReason(String type, String body, String reason)
      throws Exception {
    try (ProxyBed bed = new ProxyBed(recordAndAnswer(418, "the upstream's own words"))) {
      ProxyBed.Reply reply =
          bed.send(
              HttpMethod.POST,
              "/v1/chat/completions",
              Map.of("content-type", type),
              Buffer.buffer(body));

      assertThat(take(bodies)).isEqualTo(Buffer.buffer(body));
      assertThat(reply.status()).isEqualTo(418);
      assertThat(reply.body()).isEqualTo(Buffer.buffer("the upstream's own words"));
      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("observe;reason=" + reason);
      assertThat(bed.proxy.savings().passed()).containsOnly(Map.entry(reason, 1L));
    }
  }

  @Test
  void chat_invalidUtf8_passesAsItIs() throws Exception {
    byte[] body = "{\"messages\":[{\"content\":\"\u00ff\"}]}".getBytes(StandardCharsets.ISO_8859_1);
    try (ProxyBed bed = new ProxyBed(recordAndAnswer(400, "bad"))) {
      bed.send(HttpMethod.POST, "/v1/chat/completions", Map.of(), Buffer.buffer(body));

      assertThat(take(bodies)).isEqualTo(Buffer.buffer(body));
      assertThat(bed.proxy.savings().passed()).containsOnlyKeys("malformed");
    }
  }

  @Test
  void chat_unknownMode_isRefusedByName() {
    try (ProxyBed bed = new ProxyBed(recordAndAnswer(200, "{}"))) {
      ProxyBed.Reply reply =
          bed.send(
              HttpMethod.POST,
              "/v1/chat/completions",
              Map.of("x-pith-mode", "on"),
              ChatTrimTest.question(true).toBuffer());

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body().toString()).contains("must be one of off, shadow, auto: 'on'");
      assertThat(bodies).isEmpty();
    }
  }

  @Test
  void chat_bodyTooLongAsTheSumOfItsChunks_413() {
    try (ProxyBed bed =
        new ProxyBed(
            recordAndAnswer(200, "{}"), settings -> settings.set("max-body-bytes", 1_000))) {
      Integer status =
          await(
              bed.client(HttpVersion.HTTP_1_1)
                  .request(bed.request(HttpMethod.POST, "/v1/chat/completions"))
                  .compose(
                      request -> {
                        request.setChunked(true);
                        for (int i = 0; i < 11; i++) {
                          request.write(" ".repeat(100));
                        }
                        return request.response();
                      })
                  .map(response -> response.statusCode()));

      assertThat(status).isEqualTo(413);
      assertThat(bodies).isEmpty();
    }
  }

  @Test
  void chat_bodyAnnouncedTooLong_413() {
    try (ProxyBed bed =
        new ProxyBed(
            recordAndAnswer(200, "{}"), settings -> settings.set("max-body-bytes", 1_000))) {
      ProxyBed.Reply reply =
          bed.send(
              HttpMethod.POST,
              "/v1/chat/completions",
              Map.of(),
              Buffer.buffer("x".repeat(100_000)));

      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.body().toJsonObject().getJsonObject("error").getString("message"))
          .contains("1000 bytes");
      assertThat(bodies).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 404, 429, 500, 503})
  void chat_upstreamError_isForwardedOnce(int status) throws Exception {
    try (ProxyBed bed = new ProxyBed(recordAndAnswer(status, "{\"error\":\"as it is\"}"))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.body()).isEqualTo(Buffer.buffer("{\"error\":\"as it is\"}"));
      assertThat(bodies).hasSize(1);
      assertThat(bed.proxy.savings().passed()).containsOnlyKeys("upstream-status");
    }
  }

  @Test
  void chat_upstreamRefusesWhatWeAdd_getsTheClientsBytesNowAndLater() throws Exception {
    String stream = delta("content", "hi") + finish("stop") + done();
    BlockingQueue<JsonObject> served = new LinkedBlockingQueue<>();
    BlockingQueue<JsonObject> refused = new LinkedBlockingQueue<>();
    try (ProxyBed bed =
        new ProxyBed(
            request ->
                request
                    .body()
                    .onSuccess(
                        bytes -> {
                          JsonObject body = bytes.toJsonObject();
                          boolean strict = body.containsKey("timings_per_token");
                          (strict ? refused : served).add(body);
                          request
                              .response()
                              .setStatusCode(strict ? 400 : 200)
                              .putHeader("content-type", "text/event-stream")
                              .end(strict ? "unknown member" : stream);
                        }))) {
      ProxyBed.Reply once = bed.chat(ChatTrimTest.question(true));
      ProxyBed.Reply again = bed.chat(ChatTrimTest.question(true));

      assertThat(once.body()).isEqualTo(Buffer.buffer(stream));
      assertThat(again.body()).isEqualTo(Buffer.buffer(stream));
      assertThat(served).hasSize(2).allMatch(ChatTrimTest.question(true)::equals);
      assertThat(refused).hasSize(1);
    }
  }

  @Test
  void chat_upstreamRefusesTheRequestItself_clientGetsThatAnswer() throws Exception {
    try (ProxyBed bed = new ProxyBed(recordAndAnswer(400, "no such thing"))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));
      bed.chat(ChatTrimTest.question(true));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).isEqualTo(Buffer.buffer("no such thing"));
      assertThat(bodies).as("each is tried both ways").hasSize(4);
    }
  }

  @Test
  void chat_notStreamedAndAnsweredWithOneBody_passes() throws Exception {
    JsonObject answer = new JsonObject().put("choices", new JsonArray());
    try (ProxyBed bed = new ProxyBed(recordAndAnswer(200, answer.encode()))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(false));

      assertThat(reply.body().toJsonObject()).isEqualTo(answer);
      assertThat(bed.proxy.savings().passed()).containsOnlyKeys("not-a-stream");
    }
  }

  private io.vertx.core.Handler<HttpServerRequest> recordAndAnswer(int status, String answer) {
    return request ->
        request
            .body()
            .onSuccess(
                body -> {
                  bodies.add(body);
                  request.response().setStatusCode(status).end(answer);
                });
  }
}
