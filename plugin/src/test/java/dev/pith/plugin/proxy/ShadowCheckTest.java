package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.inPieces;
import static dev.pith.plugin.proxy.ScriptedModel.reset;
import static dev.pith.plugin.proxy.ScriptedModel.silent;
import static dev.pith.plugin.proxy.ScriptedModel.status;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static dev.pith.plugin.proxy.ScriptedModel.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.fake.FakeLlama;
import dev.pith.plugin.fake.FakeOllama;
import dev.pith.plugin.fake.FakeServer;
import dev.pith.plugin.fake.FakeSglang;
import dev.pith.plugin.fake.FakeVllm;
import dev.pith.plugin.local.EngineBed;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shadow check: a cut that is not made, and the answer that it would have led to. */
class ShadowCheckTest {

  private static final String KEPT_TEXT = FakeServer.KEPT_TEXT;

  /** Thinks for 120 tokens; with a budget of 20 the cut falls behind what is kept. */
  private static final String WHOLE =
      delta("role", "assistant")
          + delta("reasoning_content", FakeServer.KEPT.get(0))
          + delta("reasoning_content", FakeServer.KEPT.get(1))
          + delta("reasoning_content", FakeServer.KEPT.get(2))
          + delta("reasoning_content", "So it is 391. Wait, once more.")
          + delta("content", "The answer ")
          + delta("content", "is **391**.")
          + finish("stop")
          + usage(15, 120)
          + done();

  private static final Consumer<ProxySettings.Builder> SHADOW =
      settings ->
          settings
              .set("mode", "shadow")
              .set("trim-thinking-budget-tokens", 20)
              .set("continuation-deadline-ms", 2_000)
              .set("shadow-check", "1");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "The answer is **391**., same, 2147483647",
    "391, same, 1",
    "$\\boxed{391.0}$, same, 7",
    "The answer is 392., changed, 1",
    "The answer is 392., changed, 2147483647",
    "Seventeen lots of twenty-three apples., undecided, 5"
  })
  void chat_answerAtTheCut_isComparedWithTheWholeOne(String answer, String result, int pieceBytes)
      throws Exception {
    ScriptedModel model =
        new ScriptedModel(
            inPieces(WHOLE, pieceBytes, true), inPieces(answers(answer), pieceBytes, true));
    try (ProxyBed bed = new ProxyBed(model, SHADOW)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.body().toString()).as("the client's bytes").isEqualTo(WHOLE);
      JsonObject check = checked(bed, 1);
      assertThat(check.getInteger("asked")).isEqualTo(1);
      assertThat(check.getInteger(result)).isEqualTo(1);
      assertThat(check.getJsonObject("failed")).isEmpty();
      assertThat(check.getJsonObject("promptTokens").getInteger("sum")).isEqualTo(60);
      assertThat(check.getJsonObject("outputTokens").getInteger("sum")).isEqualTo(9);
      JsonArray messages = take(model.continuations).getJsonArray("messages");
      assertThat(messages.getJsonObject(messages.size() - 1).getString("content"))
          .startsWith("<think>\n" + KEPT_TEXT)
          .endsWith("\n</think>\n\n");
      assertThat(bed.proxy.savings().wouldCut()).containsEntry("budget", 1L);
      assertThat(bed.proxy.savings().ownFailures()).isZero();
    }
  }

  @Test
  void chat_lastWordsShareTheirChunkWithTheEnd_areCompared() {
    JsonObject choice =
        new JsonObject()
            .put("index", 0)
            .put("delta", new JsonObject().put("content", " 392."))
            .put("finish_reason", "stop");
    String answer =
        delta("content", "The answer is")
            + ScriptedModel.event(ScriptedModel.head().put("choices", new JsonArray().add(choice)))
            + done();
    try (ProxyBed bed =
        new ProxyBed(new ScriptedModel(complete(WHOLE), complete(answer)), SHADOW)) {
      bed.chat(ChatTrimTest.question(true));

      JsonObject check = checked(bed, 1);
      assertThat(check.getInteger("changed")).isEqualTo(1);
      assertThat(check.getJsonObject("promptTokens").getInteger("unknown")).isEqualTo(1);
    }
  }

  static List<Arguments> failures() {
    return List.of(
        Arguments.of("continuation-refused", status(400, "{}")),
        Arguments.of("continuation-overloaded", status(503, "{}")),
        Arguments.of("continuation-broken", reset()),
        Arguments.of("continuation-timeout", silent()),
        Arguments.of("continuation-empty", complete(done())),
        Arguments.of("thinks-again", complete(delta("content", "Wait, I must think. "))),
        Arguments.of(
            "continuation-broken", complete(delta("content", "The product is a number, "))));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void chat_checkFails_isCountedByCauseAndTheAnswerIsWhole(
      String cause, ScriptedModel.Script script) {
    ScriptedModel model = new ScriptedModel(complete(WHOLE), script);
    try (ProxyBed bed =
        new ProxyBed(model, SHADOW.andThen(s -> s.set("continuation-deadline-ms", 300)))) {
      assertThat(bed.chat(ChatTrimTest.question(true)).body().toString()).isEqualTo(WHOLE);

      JsonObject check = checked(bed, 1);
      assertThat(check.getJsonObject("failed").getMap()).containsExactly(Map.entry(cause, 1));
      assertThat(check.getInteger("asked")).isEqualTo(1);
      assertThat(check.containsKey("changedShare")).isFalse();
      assertThat(bed.proxy.savings().wouldCut()).containsEntry("budget", 1L);
      assertThat(bed.proxy.savings().ownFailures()).isZero();
    }
  }

  @Test
  void chat_checkIsOff_noFurtherCallIsMade() {
    ScriptedModel model = new ScriptedModel(complete(WHOLE), complete(answers("391")));
    try (ProxyBed bed = new ProxyBed(model, SHADOW.andThen(s -> s.set("shadow-check", "0")))) {
      for (int i = 0; i < 20; i++) {
        bed.chat(ChatTrimTest.question(true));
      }

      assertThat(bed.proxy.savings().wouldCut()).containsEntry("budget", 20L);
      assertThat(model.questions).hasSize(20);
      assertThat(model.continuations).isEmpty();
    }
  }

  @Test
  void chat_answerIsTrimmed_isNotChecked() {
    FakeServer fake = new FakeVllm();
    try (ProxyBed bed =
        new ProxyBed(
            fake, SHADOW.andThen(s -> s.set("mode", "auto").set("upstream-kind", "vllm")))) {
      bed.chat(ChatTrimTest.question(true));

      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
      assertThat(fake.continuations).as("that of the cut").hasSize(1);
      assertThat(checks(bed).getInteger("asked")).isZero();
      assertThat(checks(bed).getJsonObject("notAsked")).isEmpty();
    }
  }

  @Test
  void chat_share_isTheShareThatIsAsked() {
    ScriptedModel model = new ScriptedModel(complete(WHOLE), complete(answers("391")));
    try (ProxyBed bed =
        new ProxyBed(
            model,
            SHADOW.andThen(
                s -> s.set("shadow-check", "0.5").set("shadow-check-concurrency", 60)))) {
      for (int i = 0; i < 60; i++) {
        bed.chat(ChatTrimTest.question(true));
      }

      await().until(() -> bed.proxy.savings().requests() == 60);
      assertThat(checks(bed).getInteger("same")).as("of 60").isBetween(10, 50);
      assertThat(checks(bed).getJsonObject("changedShare").getDouble("high")).isBetween(0.01, 0.3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void chat_heldOut_isCheckedWithWhatATrimmedOneWouldAsk(boolean stream) throws Exception {
    FakeServer fake = new FakeVllm();
    fake.endsItself = true;
    try (ProxyBed bed =
        new ProxyBed(
            fake,
            SHADOW.andThen(
                s ->
                    s.set("mode", "auto")
                        .set("holdout", "1")
                        .set("upstream-kind", "vllm")
                        .set("stop-method", "token-continue")))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(stream));

      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("observe;reason=holdout");
      assertThat(checked(bed, 1).getInteger("same")).isEqualTo(1);
      FakeServer.Asked asked = take(fake.continuations);
      assertThat(asked.path()).isEqualTo("/v1/completions");
      assertThat(asked.body().getJsonArray("prompt")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "vllm", "sglang", "ollama"})
  void chat_anyKindOfServer_isAskedByItsOwnRecipe(String kind) {
    FakeServer fake = server(kind);
    fake.endsItself = true;
    try (ProxyBed bed =
        new ProxyBed(
            fake,
            SHADOW.andThen(s -> s.set("upstream-kind", kind).set("stop-method", "chat-prefill")))) {
      bed.chat(ChatTrimTest.question(true));

      assertThat(checked(bed, 1).getInteger("same")).isEqualTo(1);
      assertThat(fake.questions).hasSize(1);
      assertThat(fake.continuations).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama, in-place-end, no-method-aside",
    "vllm, token-continue, no-method-aside",
    "generic, none, stop-method-none"
  })
  void chat_noMethodAside_isNotAsked(String kind, String method, String reason) {
    FakeServer fake = server(kind);
    fake.endsItself = true;
    try (ProxyBed bed =
        new ProxyBed(
            fake, SHADOW.andThen(s -> s.set("upstream-kind", kind).set("stop-method", method)))) {
      bed.chat(ChatTrimTest.question(true));

      assertThat(checked(bed, 1).getJsonObject("notAsked").getMap())
          .containsExactly(Map.entry(reason, 1));
      assertThat(fake.continuations).isEmpty();
    }
  }

  @Test
  void chat_methodNotKnownYet_isFoundOutInShadowModeToo() {
    FakeServer fake = new FakeSglang();
    fake.endsItself = true;
    try (ProxyBed bed =
        new ProxyBed(
            fake, SHADOW.andThen(s -> s.set("upstream-kind", "auto").set("stop-method", "auto")))) {
      await()
          .until(
              () -> {
                bed.chat(ChatTrimTest.question(true));
                return checks(bed).getInteger("same") > 0;
              });
    }
  }

  @Test
  void chat_clientLeaves_nothingIsAsked() throws Exception {
    ScriptedModel model =
        new ScriptedModel(
            unfinished(WHOLE.substring(0, WHOLE.indexOf("The answer"))), complete(answers("391")));
    try (ProxyBed bed = new ProxyBed(model, SHADOW)) {
      HttpClientResponse response = await(bed.openChat(HttpVersion.HTTP_1_1));
      response.resume();
      await(response.request().reset());

      assertThat(take(model.abandoned)).isEqualTo("question");
      await().until(() -> bed.proxy.savings().requests() == 1);
      assertThat(bed.proxy.savings().observed()).containsKey("client-gone");
      assertThat(model.continuations).isEmpty();
    }
  }

  @Test
  void chat_allPlacesTaken_furtherOnesAreNotAsked() {
    ScriptedModel model =
        new ScriptedModel(complete(WHOLE), unfinished(delta("content", "The answer is ")));
    try (ProxyBed bed =
        new ProxyBed(model, SHADOW.andThen(s -> s.set("shadow-check-concurrency", 2)))) {
      for (int i = 0; i < 5; i++) {
        assertThat(bed.chat(ChatTrimTest.question(true)).body().toString()).isEqualTo(WHOLE);
      }

      JsonObject check = checked(bed, 3);
      assertThat(check.getJsonObject("notAsked").getMap()).containsExactly(Map.entry("busy", 3));
      await().until(() -> model.continuations.size() == 2);
      assertThat(bed.proxy.activeRequests()).as("nobody waits").isZero();
    }
  }

  @Test
  void chat_serverRunsOneCall_checkGivesWayToAClient() throws Exception {
    FakeServer fake = new FakeOllama();
    fake.endsItself = true;
    fake.continuationStaysOpen = true;
    try (ProxyBed bed = new ProxyBed(fake, SHADOW.andThen(s -> s.set("upstream-kind", "ollama")))) {
      bed.chat(ChatTrimTest.question(true));
      take(fake.continuations);

      bed.chat(ChatTrimTest.question(true));

      assertThat(checked(bed, 1).getJsonObject("failed").getMap())
          .containsExactly(Map.entry("gave-way", 1));
      assertThat(take(fake.abandoned)).isEqualTo("/api/chat");
    }
  }

  @Test
  void close_checkIsRunning_itsLineIsInTheLedger() throws IOException {
    Path ledger = folder.resolve("ledger.jsonl");
    ScriptedModel model =
        new ScriptedModel(complete(WHOLE), unfinished(delta("content", "The answer is ")));
    try (ProxyBed bed =
        new ProxyBed(model, SHADOW.andThen(s -> s.set("ledger", ledger.toString())))) {
      bed.chat(ChatTrimTest.question(true));
      await().until(() -> model.continuations.size() == 1);

      await(bed.proxy.close());

      assertThat(Files.readAllLines(ledger))
          .singleElement()
          .asString()
          .contains("\"shadowCheck\":{\"result\":\"failed\",\"reason\":\"proxy-stopped\"}");
    }
  }

  @Test
  void ledger_checkedAnswer_saysWhatCameOfItAcrossARestart() throws IOException {
    Path ledger = folder.resolve("ledger.jsonl");
    Consumer<ProxySettings.Builder> kept = SHADOW.andThen(s -> s.set("ledger", ledger.toString()));
    ScriptedModel model =
        new ScriptedModel(complete(WHOLE), complete(answers("The answer is 392.")));
    try (ProxyBed bed = new ProxyBed(model, kept)) {
      bed.chat(ChatTrimTest.question(true));
      checked(bed, 1);
      assertThat(bed.send(HttpMethod.GET, "/metrics", Map.of(), null).body().toString())
          .contains(
              "pith_shadow_checks_total{gen_ai_operation_name=\"chat\","
                  + "gen_ai_request_model=\"m\",reason=\"\",result=\"changed\"} 1.0",
              "pith_shadow_check_changed_share 1.0");
      await(bed.proxy.close());
    }
    assertThat(Files.readString(ledger))
        .contains("\"shadowCheck\":{\"result\":\"changed\",\"promptTokens\":60,\"outputTokens\":9}")
        .doesNotContain("answer is", "eventeen", "null");
    try (ProxyBed bed = new ProxyBed(model, kept)) {
      assertThat(checks(bed).getInteger("changed")).isEqualTo(1);
    }
  }

  @Test
  void chat_embeddedEngine_isAskedAtTheCut() {
    try (EngineBed model = EngineBed.scripted(ShadowCheckTest::think, settings -> settings);
        ProxyBed bed =
            ProxyBed.before(
                model.vertx,
                model.upstream,
                SHADOW.andThen(s -> s.set("upstream-kind", "auto").set("stop-method", "auto")))) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString().strip()).isEqualTo("The answer is **391**.");
      JsonObject check = checked(bed, 1);
      assertThat(check.getInteger("changed")).as("it answers too early").isEqualTo(1);
      assertThat(check.getJsonObject("cachedTokens").getLong("sum")).isPositive();
      await().until(() -> model.stats().running() == 0);
    }
  }

  /** Answers rightly only when its thinking has come to its end. */
  private static String think(String written) {
    int end = written.indexOf("</think>");
    String thought =
        end < 0
            ? "<think>\n" + KEPT_TEXT + "So it is 391. ".repeat(20) + "</think>"
            : written.substring(0, end + 8);
    boolean whole = thought.contains("So it is 391. So it is 391.");
    return thought + "\n\nThe answer is **" + (whole ? "391" : "340") + "**.";
  }

  /** Waits until so many answers are counted, and returns what their checks have found. */
  private static JsonObject checked(ProxyBed bed, long answers) {
    await().until(() -> bed.proxy.savings().requests() >= answers);
    return checks(bed);
  }

  private static JsonObject checks(ProxyBed bed) {
    return bed.send(HttpMethod.GET, SavingsPages.SAVINGS, Map.of(), null)
        .body()
        .toJsonObject()
        .getJsonObject("shadowCheck");
  }

  private static String answers(String text) {
    int half = text.length() / 2;
    return Stream.of(
            delta("role", "assistant"),
            delta("content", text.substring(0, half)),
            delta("content", text.substring(half)),
            finish("stop"),
            usage(60, 9),
            done())
        .reduce("", String::concat);
  }

  private static FakeServer server(String kind) {
    return switch (kind) {
      case "llama" -> new FakeLlama();
      case "ollama" -> new FakeOllama();
      case "vllm" -> new FakeVllm();
      default -> new FakeSglang();
    };
  }
}
