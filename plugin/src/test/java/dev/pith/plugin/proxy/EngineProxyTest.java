package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.local.EngineBed;
import dev.pith.ragcache.generate.GeneratorSettings;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The proxy on a model in its own process: a client talks HTTP to it, nothing else does. */
class EngineProxyTest {

  private static final String KEPT =
      "\nSeventeen times twenty is 340. And seventeen times three is 51. ";
  private static final String DROPPED = "So it is 391. Wait, check that once more. ".repeat(40);
  private static final String ANSWER = "The product is **391**.";

  @Test
  void chat_thinkingBeyondItsBudget_isCutAndGoesOnInTheProcess() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, EngineProxyTest::cutEarly)) {
      JsonObject question =
          ChatTrimTest.question(true)
              .put("stream_options", new JsonObject().put("include_usage", true));

      ProxyBed.Reply reply = bed.chat(question);

      ClientTranscript client = ClientTranscript.of(reply.body());
      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("auto");
      assertThat(client.reasoning.toString()).startsWith(KEPT + "\n\n").doesNotContain("Wait");
      assertThat(client.content.toString().strip()).isEqualTo(ANSWER);
      assertThat(client.finishes).containsExactly("stop");
      assertThat(client.ids).hasSize(1);
      assertThat(client.terminators).isEqualTo(1);
      assertThat(client.reports.get(0).getString("reason")).isEqualTo("BUDGET");
      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
      await().until(() -> model.stats().running() == 0);
    }
  }

  @Test
  void chat_afterACut_promptAndThinkingAreNotReadAgain() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, EngineProxyTest::cutEarly)) {
      bed.chat(ChatTrimTest.question(true));

      await().until(() -> model.stats().running() == 0);
      // Two prompts were read; of the second one only what the cut added was run.
      assertThat(model.stats().promptTokens() - model.stats().cachedTokens())
          .isLessThan(model.stats().promptTokens() / 2 + 60);
      assertThat(model.stats().cachedTokens()).isGreaterThan(KEPT.length() / 2);
    }
  }

  @Test
  void chat_notStreamed_isOneBodyWithTheCutAnswer() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, EngineProxyTest::cutEarly)) {
      JsonObject body = bed.chat(ChatTrimTest.question(false)).body().toJsonObject();

      JsonObject message = body.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
      assertThat(message.getString("content").strip()).isEqualTo(ANSWER);
      assertThat(message.getString("reasoning_content")).startsWith(KEPT);
      assertThat(body.getJsonObject("pith").getString("reason")).isEqualTo("BUDGET");
    }
  }

  @Test
  void chat_cutWhileAllPlacesAreTaken_goesOnAllTheSame() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, s -> s.withMaxRunning(1));
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, EngineProxyTest::cutEarly)) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString().strip()).isEqualTo(ANSWER);
      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
    }
  }

  @Test
  void chat_modeOff_passesWhatTheEngineSays() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, s -> s.set("mode", "off"))) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.reasoning.toString()).isEqualTo(KEPT + DROPPED);
      assertThat(client.content.toString()).isEqualTo("\n\n" + ANSWER);
    }
  }

  @Test
  void otherRoutes_areAnsweredByTheEngine() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, settings -> {})) {
      ProxyBed.Reply models = bed.send(HttpMethod.GET, "/v1/models", Map.of(), null);
      ProxyBed.Reply unknown =
          bed.send(HttpMethod.POST, "/v1/embeddings", Map.of(), Buffer.buffer("{}"));
      ProxyBed.Reply messages =
          bed.send(HttpMethod.POST, "/v1/messages", Map.of(), Buffer.buffer("{}"));
      ProxyBed.Reply text =
          bed.send(
              HttpMethod.POST,
              "/v1/completions",
              Map.of("content-type", "application/json"),
              new JsonObject().put("prompt", "<|im_start|>assistant\n<think>").toBuffer());

      assertThat(models.body().toString()).contains("\"scripted\"");
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(messages.status()).isEqualTo(404);
      assertThat(messages.body().toString())
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\"");
      assertThat(
              text.body().toJsonObject().getJsonArray("choices").getJsonObject(0).getString("text"))
          .startsWith("\nSeventeen");
    }
  }

  @Test
  void completions_bodyAboveTheLimit_isA413() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, settings -> {})) {
      JsonObject large = new JsonObject().put("prompt", "a".repeat(EngineBed.MAX_BODY_BYTES));

      ProxyBed.Reply reply =
          bed.send(HttpMethod.POST, "/v1/completions", Map.of(), large.toBuffer());

      assertThat(reply.status()).isEqualTo(413);
      assertThat(model.stats().promptTokens()).isZero();
    }
  }

  @Test
  void status_showsTheModelAndItsCounts() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, settings -> {})) {
      bed.chat(ChatTrimTest.question(true));

      JsonObject status =
          bed.send(HttpMethod.GET, StatusPage.PATH, Map.of(), null).body().toJsonObject();

      JsonObject generator = status.getJsonObject("engine").getJsonObject("generator");
      assertThat(status.getString("upstream")).isEqualTo("scripted");
      assertThat(generator.getLong("generatedTokens")).isPositive();
      assertThat(generator.getLong("completed") + generator.getLong("cancelled")).isPositive();
    }
  }

  @Test
  void chat_clientLeaves_generationEndsAndItsKvIsFree() {
    UnaryOperator<GeneratorSettings> noCache = settings -> settings.withPrefixCache(false);
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::neverEnd, noCache);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, settings -> {})) {
      HttpClientResponse response = await(bed.openChat(HttpVersion.HTTP_1_1));
      await().until(() -> model.stats().kvBytes() > 0);

      await(response.request().reset());

      await().until(() -> model.stats().kvBytes() == 0);
      assertThat(model.stats().cancelled()).isEqualTo(1);
      assertThat(model.stats().running()).isZero();
    }
  }

  @Test
  void chat_clientDoesNotRead_generationWaits() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::neverEnd, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, settings -> {})) {
      JsonObject verbose =
          ChatTrimTest.question(true).put("logprobs", true).put("top_logprobs", 20);
      HttpClientResponse response =
          await(
              bed.open(
                  HttpVersion.HTTP_1_1,
                  HttpMethod.POST,
                  "/v1/chat/completions",
                  Map.of(),
                  verbose.toBuffer()));

      long generated = awaitStandstill(model, bed);
      Future<Void> first = response.end();
      response.resume();
      await().until(() -> model.stats().generatedTokens() > generated);

      await(response.request().reset());
      await(first.otherwiseEmpty());
    }
  }

  @Test
  void chat_fiftyAtOnce_areAllCutAndAnswered() {
    try (EngineBed model = EngineBed.scripted(EngineProxyTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, EngineProxyTest::cutEarly)) {
      List<Future<Buffer>> streams = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        streams.add(bed.readChat());
      }
      await(Future.join(streams));

      assertThat(streams)
          .allSatisfy(
              stream ->
                  assertThat(ClientTranscript.of(stream.result()).content.toString().strip())
                      .isEqualTo(ANSWER));
      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 50L);
      await().until(() -> model.stats().running() == 0);
    }
  }

  private static void cutEarly(ProxySettings.Builder settings) {
    settings.set("trim-thinking-budget-tokens", 20);
  }

  /** Thinks at length, and answers wherever its thinking is closed. */
  private static String think(String written) {
    int end = written.indexOf("</think>");
    String thought =
        end < 0 ? "<think>" + KEPT + DROPPED + "</think>" : written.substring(0, end + 8);
    return thought + "\n\n" + ANSWER;
  }

  private static String neverEnd(String written) {
    return written + "On and on it goes. ";
  }

  /** Waits until no more tokens come, in round trips through the proxy and not in time. */
  private static long awaitStandstill(EngineBed model, ProxyBed bed) {
    long before = -1;
    int quiet = 0;
    while (quiet < 30) {
      bed.send(HttpMethod.GET, StatusPage.PATH, Map.of(), null);
      long now = model.stats().generatedTokens();
      quiet = now == before && now > 0 ? quiet + 1 : 0;
      before = now;
    }
    return before;
  }
}
