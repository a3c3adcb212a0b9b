package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts that the model server reads before anybody asks. */
class PrimeProxyTest {
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");
  private static final String A = "<doc>" + "A is told. ".repeat(90) + "</doc>";
  private static final String B = "<doc>" + "B is told. ".repeat(90) + "</doc>";
  private static final String C = "<doc>" + "C is told. ".repeat(90) + "</doc>";

  private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();

  /** Answers that the model server has not given yet; it gives each when this is empty. */
  private final BlockingQueue<HttpServerResponse> held = new LinkedBlockingQueue<>();

  /** What the model server says of itself; null when it says nothing to who has no key. */
  private @Nullable JsonObject models;

  private boolean holds;
  private int status = 200;
  private JsonObject answer =
      new JsonObject()
          .put("usage", new JsonObject().put("prompt_tokens", 500).put("completion_tokens", 0))
          .put("timings", new JsonObject().put("cache_n", 100).put("prompt_n", 400));

  @Test
  void prime_llama_readsThePromptAndGeneratesNothing() throws Exception {
    try (ProxyBed bed = bed("llama", "llama", 1_000)) {
      JsonObject question =
          question(A + "\n" + B).put("stream", true).put("max_tokens", 50).put("top_k", 3);
      question.put("stream_options", new JsonObject().put("include_usage", true));

      ProxyBed.Reply reply = prime(bed, question);

      assertThat(reply.status()).isEqualTo(200);
      JsonObject told = reply.body().toJsonObject();
      assertThat((Integer) told.remove("millis")).isNotNegative();
      assertThat(told)
          .isEqualTo(
              new JsonObject()
                  .put("promptTokens", 500)
                  .put("cachedTokens", 100)
                  .put("outputTokens", 0));
      JsonObject sent = take(received);
      question.remove("stream_options");
      question.remove("max_tokens");
      assertThat(sent).isEqualTo(question.put("stream", false).put("n_predict", 0));
    }
  }

  @Test
  void prime_isOver_itsCostIsInTheBooksAndItIsNoRequest() throws Exception {
    try (ProxyBed bed = bed("llama", "llama", 1_000)) {
      prime(bed, question("hello"));

      JsonObject priming =
          get(bed, "/pith/savings")
              .toJsonObject()
              .getJsonObject("estimated")
              .getJsonObject("priming");
      assertThat(priming.getLong("calls")).isEqualTo(1);
      assertThat(priming.getJsonObject("promptTokens").getLong("sum")).isEqualTo(500);
      assertThat(priming.getJsonObject("cachedTokens").getLong("sum")).isEqualTo(100);
      assertThat(get(bed, "/metrics").toString())
          .contains("pith_priming_tokens_total{part=\"prompt\"} 500.0");
      assertThat(bed.proxy.savings().requests()).isZero();
    }
  }

  @Test
  void prime_chunks_laterRequestsComeInTheirOrder() throws Exception {
    try (ProxyBed bed = bed("llama", "llama", 1_000)) {
      prime(bed, question(A + "\n" + B + "\n" + C + "\n\nq?"));
      take(received);

      bed.chat(question(B + "\n" + A + "\n" + C + "\n\nwhy?").put("stream", true));

      assertThat(take(received).getJsonArray("messages").getJsonObject(0).getString("content"))
          .startsWith(A + "\n" + B);
    }
  }

  @ParameterizedTest
  @CsvSource({"vllm, max_tokens", "generic, max_tokens", "openai, max_completion_tokens"})
  void prime_anyServer_isAskedForOneToken(String kind, String member) throws Exception {
    try (ProxyBed bed = bed(kind, "any", 1_000)) {
      prime(bed, question("hello").put("max_tokens", 9).put("max_completion_tokens", 9));

      JsonObject sent = take(received);
      assertThat(sent.getInteger(member)).isEqualTo(1);
      assertThat(sent.containsKey("n_predict")).isFalse();
      assertThat(sent.fieldNames().stream().filter(name -> name.startsWith("max_"))).hasSize(1);
    }
  }

  @Test
  void prime_serverIsFoundToBeLlama_generatesNothing() throws Exception {
    models = models("llamacpp");
    try (ProxyBed bed = bed("auto", "llama", 1_000)) {
      awaitServer(bed, "llama");

      assertThat(prime(bed, question("hello").put("max_tokens", 9)).status()).isEqualTo(200);

      assertThat(take(received))
          .isEqualTo(question("hello").put("stream", false).put("n_predict", 0));
    }
  }

  @Test
  void prime_serverIsFoundToBeAnother_isRefused() {
    models = models("vllm");
    try (ProxyBed bed = bed("auto", "llama", 1_000)) {
      awaitServer(bed, "vllm");

      ProxyBed.Reply reply = prime(bed, question("hello"));

      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.body().toString())
          .contains("taken to be vllm")
          .contains("prime_server_kind");
      assertThat(received).isEmpty();
    }
  }

  @Test
  void prime_serverIsNotKnownYet_isRefusedForNow() {
    try (ProxyBed bed = bed("auto", "llama", 1_000)) {
      ProxyBed.Reply reply = prime(bed, question("hello"));

      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.body().toString())
          .contains("not known yet")
          .contains("prime_server_unknown");
      assertThat(received).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"llama, off, 404, priming is off", "vllm, llama, 409, needs a llama-server"})
  void prime_notAllowed_saysWhyAndAsksNobody(String kind, String mode, int code, String why) {
    try (ProxyBed bed = bed(kind, mode, 1_000)) {
      ProxyBed.Reply reply = prime(bed, question("hello"));

      assertThat(reply.status()).isEqualTo(code);
      assertThat(reply.body().toString()).contains(why);
      assertThat(received).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"x\":1} | the messages of a prompt", "[1] | must be a JSON object"})
  void prime_noPrompt_isA400(String body, String why) {
    try (ProxyBed bed = bed("llama", "llama", 1_000)) {
      ProxyBed.Reply reply = bed.send(HttpMethod.POST, "/pith/prime", JSON, Buffer.buffer(body));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body().toString()).contains(why);
      assertThat(received).isEmpty();
    }
  }

  @Test
  void prime_whileAnotherIsRead_isRefusedAndAfterwardsNot() throws Exception {
    holds = true;
    try (ProxyBed bed = bed("llama", "llama", 10_000)) {
      var first =
          bed.open(
              HttpVersion.HTTP_1_1,
              HttpMethod.POST,
              "/pith/prime",
              JSON,
              question("hello").toBuffer());
      HttpServerResponse waiting = take(held);

      assertThat(prime(bed, question("hello")).status()).isEqualTo(429);
      waiting.end(answer.toBuffer());
      assertThat(ProxyBed.await(first).statusCode()).isEqualTo(200);
      holds = false;
      assertThat(prime(bed, question("hello")).status()).isEqualTo(200);
    }
  }

  @Test
  void prime_beyondTheTokensOfTheHour_isRefused() throws Exception {
    try (ProxyBed bed = bed("llama", "llama", 500)) {
      assertThat(prime(bed, question("x".repeat(2_100))).status()).as("525 tokens").isEqualTo(429);
      assertThat(prime(bed, question("x".repeat(1_900))).status()).as("took 400").isEqualTo(200);
      ProxyBed.Reply reply = prime(bed, question("x".repeat(440)));

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.body().toString()).contains("rag-prime-tokens").contains("500");
      assertThat(received).hasSize(1);
    }
  }

  @Test
  void prime_serverRefuses_isA502AndTheNextMayTry() throws Exception {
    status = 400;
    answer = new JsonObject().put("error", new JsonObject().put("message", "no n_predict here"));
    try (ProxyBed bed = bed("llama", "llama", 1_000)) {
      for (int i = 0; i < 2; i++) {
        ProxyBed.Reply reply = prime(bed, question("hello"));

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body().toString()).contains("400").contains("no n_predict here");
      }
      JsonObject priming =
          get(bed, "/pith/savings")
              .toJsonObject()
              .getJsonObject("estimated")
              .getJsonObject("priming");
      assertThat(priming.getJsonObject("promptTokens").getLong("unknown")).isEqualTo(2);
    }
  }

  private ProxyBed bed(String kind, String mode, int tokens) {
    return new ProxyBed(
        this::serve,
        settings ->
            settings
                .set("mode", "shadow")
                .set("rag", "order")
                .set("rag-prime", mode)
                .set("rag-prime-tokens", tokens)
                .set("upstream-kind", kind)
                .set("stop-method", "auto"));
  }

  private static JsonObject models(String owner) {
    JsonObject model = new JsonObject().put("id", "m").put("owned_by", owner);
    return new JsonObject().put("data", new JsonArray().add(model));
  }

  private static void awaitServer(ProxyBed bed, String kind) {
    await()
        .until(
            () ->
                get(bed, "/pith/status")
                    .toJsonObject()
                    .getJsonObject("rag")
                    .getString("server")
                    .equals(kind));
  }

  private static void tell(HttpServerRequest request, @Nullable JsonObject models) {
    HttpServerResponse response = request.response().putHeader("content-type", "application/json");
    if (models == null) {
      response.setStatusCode(401).end("{}");
    } else if (request.path().equals("/v1/models")) {
      response.end(models.encode());
    } else {
      response.setStatusCode(404).end("{}");
    }
  }

  private void serve(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      tell(request, models);
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              received.add(body.toJsonObject());
              HttpServerResponse response =
                  request
                      .response()
                      .setStatusCode(status)
                      .putHeader("content-type", "application/json");
              if (holds) {
                held.add(response);
              } else {
                response.end(answer.toBuffer());
              }
            });
  }

  private static ProxyBed.Reply prime(ProxyBed bed, JsonObject question) {
    return bed.send(HttpMethod.POST, "/pith/prime", JSON, question.toBuffer());
  }

  private static Buffer get(ProxyBed bed, String path) {
    return bed.send(HttpMethod.GET, path, Map.of(), null).body();
  }

  private static JsonObject question(String text) {
    JsonObject message = new JsonObject().put("role", "user").put("content", text);
    return new JsonObject().put("model", "m").put("messages", new JsonArray().add(message));
  }
}
