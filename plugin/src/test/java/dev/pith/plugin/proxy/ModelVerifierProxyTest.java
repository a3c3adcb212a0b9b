package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.silent;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.local.EngineUpstream;
import dev.pith.plugin.local.EngineVerifier;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import dev.pith.verifier.CascadeVerifier;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.client.ModelVerifier;
import dev.pith.verifier.client.ModelVerifierSettings;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A verifier model behind HTTP, and the proxy that asks it. */
class ModelVerifierProxyTest {

  private static final String QUESTION =
      "Amy has 4 books. Dan has 3 more books than Amy. How many books does Dan have?";
  private static final List<String> EXCERPTS =
      List.of(
          "Dan has 4 + 3 = 7 books. So the answer is 7.",
          "Amy has 4 books. Now Dan.",
          "Wait, I should check that.");
  private static final String AGREED =
      delta("reasoning_content", "Five and five is ten, so the answer is 10.\n\nWait, let me see. ")
          + delta(
              "reasoning_content",
              "Ten it is, so the answer is 10, and nothing but that.\n\nWait, once more. "
                  .repeat(9));

  /** Each stage of the questions about a trace needs the verdicts of the one before. */
  private static final int ROUNDS = 4;

  private static final String YES =
      """
      {"choices":[{"index":0,"text":" Yes","logprobs":{"content":[{"token":"Yes","logprob":-0.01,
        "top_logprobs":[{"token":"Yes","logprob":-0.01},{"token":"No","logprob":-5.0}]}]}}],
       "usage":{"prompt_tokens":100,"completion_tokens":1}}
      """;

  @Test
  void ask_embeddedModelBehindItsOwnWire_isTheVerdictAndThePriceOfTheEngine() throws Exception {
    Vertx vertx = Vertx.vertx();
    LocalModel model = LocalModel.open(ModelSettings.embedded());
    try (ProxyBed bed =
            ProxyBed.before(vertx, new EngineUpstream(vertx, model, 1 << 20), settings -> {});
        ModelVerifier served =
            new ModelVerifier(
                ModelVerifierSettings.builder(
                        URI.create("http://127.0.0.1:" + bed.proxy.port()), model.name())
                    .instructions(false)
                    .deadline(Duration.ofMinutes(1))
                    .build())) {
      EngineVerifier engine = new EngineVerifier(model, Runnable::run);

      for (String excerpt : EXCERPTS) {
        same(served.statesAnswer(QUESTION, excerpt), engine.statesAnswer(QUESTION, excerpt));
        same(
            served.sameAnswer(QUESTION, EXCERPTS.get(1), excerpt),
            engine.sameAnswer(QUESTION, EXCERPTS.get(1), excerpt));
      }
      assertThat(served.status())
          .containsEntry("route", "chat-without-thinking")
          .containsEntry("answered", 6L)
          .containsEntry("failures", Map.of());
    }
  }

  @Test
  void chat_verifierSaysYes_isCutAndItsPriceIsTold() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ScriptedModel model =
        new ScriptedModel(
            response ->
                (asked.incrementAndGet() <= ROUNDS
                        ? complete(AGREED + delta("content", "10") + finish("stop") + done())
                        : unfinished(AGREED))
                    .accept(response),
            complete(delta("content", "It is 10.") + finish("stop") + done()));
    try (MockWebServer server = server(200, YES);
        ModelVerifier verifier = verifier(server);
        ProxyBed bed = faithful(model, verifier)) {
      // What was asked before is remembered: in the end all verdicts are there at once.
      for (int i = 0; i < ROUNDS; i++) {
        bed.chat(ChatTrimTest.question(true));
        await().until(() -> verifier.status().get("running").equals(0));
      }
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).isEqualTo("It is 10.");
      assertThat(client.reports.get(0).getString("reason")).isEqualTo("OVERTHINKING");
      assertThat(client.reports.get(0).getLong("verifier_tokens")).isZero();
      JsonObject status =
          bed.send(HttpMethod.GET, "/pith/status", Map.of(), null).body().toJsonObject();
      assertThat(status.getJsonObject("verifier").getJsonObject("rules").getLong("left"))
          .isNotNull();
      JsonObject counts = status.getJsonObject("verifier").getJsonObject("model");
      assertThat(counts.getString("breaker")).isEqualTo("closed");
      assertThat(counts.getLong("calls")).isPositive();
      long paid = counts.getJsonObject("promptTokens").getLong("sum");
      paid += counts.getJsonObject("completionTokens").getLong("sum");
      assertThat(status.getJsonObject("savings").getJsonObject("verifierTokens").getLong("sum"))
          .isEqualTo(paid)
          .isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"choices\":[{\"text\":\"Yes\",\"logprobs\":null}]}"})
  void chat_verifierThatCannotAnswer_streamIsUntouched(String answer) throws Exception {
    String stream = AGREED + delta("content", "10") + finish("stop") + done();
    ScriptedModel model = new ScriptedModel(complete(stream), silent());
    try (MockWebServer server = server(answer.isEmpty() ? 500 : 200, answer);
        ModelVerifier verifier = verifier(server);
        ProxyBed bed = faithful(model, verifier)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(stream));
      assertThat(bed.proxy.savings().ownFailures()).isZero();
      assertThat(verifier.status().get("answered")).isEqualTo(0L);
    }
  }

  private static ProxyBed faithful(ScriptedModel model, ModelVerifier verifier) {
    TrimSettings trim = TrimSettings.faithful();
    return new ProxyBed(
        model,
        settings -> settings.set("policy", "faithful"),
        new CascadeVerifier(
            List.of(
                new CascadeVerifier.Stage("rules", RuleVerifier.of(TrimSettings.pith())),
                new CascadeVerifier.Stage("model", verifier)),
            trim.existenceMargin(),
            trim.equivalenceMargin()));
  }

  private static ModelVerifier verifier(MockWebServer server) {
    return new ModelVerifier(
        ModelVerifierSettings.builder(URI.create("http://127.0.0.1:" + server.getPort()), "small")
            .build());
  }

  private static MockWebServer server(int status, String body) throws Exception {
    MockWebServer server = new MockWebServer();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().code(status).body(body).build();
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
    return server;
  }

  private static void same(
      CompletionStage<Optional<Verdict>> served, CompletionStage<Optional<Verdict>> engine)
      throws Exception {
    Verdict overHttp = served.toCompletableFuture().get(60, TimeUnit.SECONDS).orElseThrow();
    Verdict inProcess = engine.toCompletableFuture().get(60, TimeUnit.SECONDS).orElseThrow();
    assertThat(overHttp.pYes().orElseThrow())
        .isCloseTo(inProcess.pYes().orElseThrow(), within(1e-3));
    assertThat(overHttp.tokens()).hasValue(inProcess.tokens().orElseThrow() + 1);
  }
}
