package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.fake.FakeGeneric;
import dev.pith.plugin.fake.FakeLlama;
import dev.pith.plugin.fake.FakeOllama;
import dev.pith.plugin.fake.FakeServer;
import dev.pith.plugin.fake.FakeServer.Fault;
import dev.pith.plugin.fake.FakeSglang;
import dev.pith.plugin.fake.FakeVllm;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which method is used, what proves it, and what happens when it fails. */
class StopMethodTest {

  @ParameterizedTest
  @CsvSource({
    "llama, in-place-end",
    "vllm, token-continue",
    "sglang, chat-prefill",
    "ollama, chat-prefill",
    "generic, chat-prefill"
  })
  void probe_unknownServer_findsOutWhatItIsAndProvesAMethod(String kind, String method) {
    FakeServer fake = server(kind);
    try (ProxyBed bed = probing(fake)) {
      bed.chat(ChatTrimTest.question(true).put("max_tokens", 2_000));

      await().until(() -> uses(bed), method::equals);
      fake.endsItself = false;
      JsonObject status = status(bed);
      assertThat(status.getString("server")).isEqualTo(kind);
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());
      assertThat(client.content.toString()).endsWith(FakeServer.ANSWER_TEXT);
    }
  }

  @Test
  void probe_liveQuestion_itsTokensAreCountedAsCost() {
    FakeServer fake = server("generic");
    try (ProxyBed bed = probing(fake)) {
      bed.chat(ChatTrimTest.question(true).put("max_tokens", 2_000));

      await().until(() -> uses(bed), "chat-prefill"::equals);
      JsonObject costs = capabilityProbes(bed);
      assertThat(costs.getInteger("calls")).as("the question, and what goes on").isEqualTo(2);
      assertThat(costs.getJsonObject("promptTokens").getMap())
          .as("the question was broken off before it told")
          .isEqualTo(Map.of("sum", 60, "known", 1, "unknown", 1));
      assertThat(costs.getJsonObject("outputTokens").getInteger("sum")).isGreaterThanOrEqualTo(9);
      assertThat(bed.send(HttpMethod.GET, SavingsPages.METRICS, Map.of(), null).body().toString())
          .contains("pith_capability_probe_tokens_total{part=\"prompt\"} 60.0");
    }
  }

  @Test
  void probe_notFinished_answersAreObserved() {
    FakeServer fake = new FakeVllm();
    fake.endsItself = true;
    fake.fault = Fault.SILENT; // the live question waits for its continuation
    try (ProxyBed bed = probing(fake)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.headers().get("x-pith-trim"))
          .isIn("observe;reason=server-not-known-yet", "observe;reason=probe-not-finished");
    }
  }

  @Test
  void probe_liveNever_onlyWhatIsRenderedIsProven() {
    FakeServer fake = new FakeVllm();
    fake.endsItself = true;
    try (ProxyBed bed = probing(fake, "never")) {
      bed.chat(ChatTrimTest.question(true));

      await().until(() -> uses(bed), "chat-prefill"::equals);
      assertThat(status(bed).encode()).contains("only a question would prove it");
      assertThat(fake.continuations).isEmpty();
      assertThat(capabilityProbes(bed).getInteger("calls")).isZero();
    }
  }

  @Test
  void probe_continuationIsRefused_nothingIsCut() {
    FakeServer fake = new FakeGeneric();
    fake.fault = Fault.REFUSED;
    fake.endsItself = true;
    try (ProxyBed bed = probing(fake)) {
      bed.chat(ChatTrimTest.question(true));

      await().until(() -> uses(bed), "none"::equals);
      assertThat(status(bed).encode()).contains("continuation-refused");
    }
  }

  @Test
  void use_twoFailures_methodIsGivenUpAndTheNextOneUsed() {
    FakeLlama fake = new FakeLlama();
    fake.endsItself = true;
    try (ProxyBed bed = probing(fake)) {
      bed.chat(ChatTrimTest.question(true).put("max_tokens", 2_000));
      await().until(() -> uses(bed), "in-place-end"::equals);
      fake.endsItself = false;
      fake.control = FakeLlama.Control.REFUSES;

      for (int i = 0; i < 2; i++) {
        ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());
        assertThat(client.content.toString()).isEqualTo(FakeServer.ANSWER_TEXT);
      }

      assertThat(uses(bed)).isNotEqualTo("in-place-end");
      assertThat(status(bed).encode()).contains("2 of its last");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeLlama.Control.class,
      names = {"REFUSES", "LIES"})
  void inPlace_serverDoesNotEndTheThinking_nextMethodCuts(FakeLlama.Control control)
      throws Exception {
    FakeLlama fake = new FakeLlama();
    fake.endsItself = true;
    try (ProxyBed bed = probing(fake)) {
      bed.chat(ChatTrimTest.question(true).put("max_tokens", 2_000));
      await().until(() -> uses(bed), "in-place-end"::equals);
      fake.endsItself = false;
      fake.control = control;

      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(take(fake.continuations).body().getString("continue_final_message"))
          .isEqualTo("content");
      assertThat(client.reasoning.toString()).startsWith(FakeServer.KEPT_TEXT);
      assertThat(client.content.toString()).isEqualTo(FakeServer.ANSWER_TEXT);
      assertThat(client.terminators).isEqualTo(1);
      assertThat(client.reports.get(0).getString("method")).isEqualTo("CHAT_PREFILL");
    }
  }

  @Test
  void tokens_afterACut_areExactlyThoseOfPromptThinkingAndEnding() throws Exception {
    FakeVllm fake = new FakeVllm();
    try (ProxyBed bed =
        new ProxyBed(
            fake,
            settings ->
                settings
                    .set("upstream-kind", "vllm")
                    .set("stop-method", "token-continue")
                    .set("trim-thinking-budget-tokens", 20))) {
      bed.chat(ChatTrimTest.question(true).put("max_tokens", 500));

      FakeServer.Asked asked = take(fake.continuations);
      assertThat(asked.promptOfIds())
          .startsWith("<|user|>17*23?<|assistant|>\n" + FakeServer.KEPT_TEXT + "\n\nI have")
          .endsWith("the best result I have.\n</think>\n\n");
      assertThat(asked.body().getInteger("max_tokens"))
          .isEqualTo(500 - FakeServer.KEPT_TEXT.length());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tokensOfTheTokenizer_afterACut_areThoseOfPromptThinkingAndEnding(boolean opens)
      throws Exception {
    FakeSglang fake = new FakeSglang();
    fake.opensThinking = opens;
    try (ProxyBed bed = continuingByTokens(fake)) {
      ClientTranscript client =
          ClientTranscript.of(bed.chat(ChatTrimTest.question(true).put("max_tokens", 500)).body());

      FakeServer.Asked asked = take(fake.continuations);
      assertThat(asked.promptOfIds())
          .startsWith(
              "<|user|>17*23?<|assistant|>\n<think>\n" + FakeServer.KEPT_TEXT + "\n\nI have")
          .endsWith("the best result I have.\n</think>\n\n");
      assertThat(asked.body().getInteger("max_tokens")).isEqualTo(500 - 18);
      assertThat(client.content.toString()).isEqualTo(FakeServer.ANSWER_TEXT);
      assertThat(fake.tokenizerCalls)
          .extracting(FakeServer.Asked::path)
          .containsExactly("/v1/tokenize", "/v1/detokenize", "/v1/tokenize");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void tokensOfTheTokenizer_notTold_clientGetsAnAnswerAllTheSame(int call) {
    FakeSglang fake = new FakeSglang();
    fake.emptyTokenizerCall = call;
    try (ProxyBed bed = continuingByTokens(fake)) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).isEqualTo(FakeServer.ANSWER_TEXT);
      assertThat(client.finishes).containsExactly("stop");
      assertThat(fake.tokenizerCalls).hasSize(call);
      assertThat(fake.continuations).isEmpty();
      assertThat(bed.proxy.savings().failedContinuations()).isEqualTo(1);
    }
  }

  @Test
  void probe_prefillBreaksOff_tokensOfTheTokenizerAreTriedAndUsed() {
    FakeSglang fake = new FakeSglang();
    fake.breaksPrefill = true;
    fake.endsItself = true;
    try (ProxyBed bed = probing(fake)) {
      bed.chat(ChatTrimTest.question(true).put("max_tokens", 2_000));

      await().until(() -> uses(bed), "token-continue"::equals);
      assertThat(status(bed).encode()).contains("\"why\":\"live\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, rendered",
    "3, the server does not show what it renders",
    "5, the end of a thinking does not come back from its ids",
    "6, the end of a thinking does not come back from its ids"
  })
  void probe_tokenizerOfSglang_provesIdsOnlyWhereAllOfThemAreTold(int emptyCall, String why) {
    FakeSglang fake = new FakeSglang();
    fake.emptyTokenizerCall = emptyCall;
    fake.endsItself = true;
    try (ProxyBed bed = probing(fake, "never")) {
      bed.chat(ChatTrimTest.question(true));

      await().until(() -> uses(bed), "chat-prefill"::equals);
      JsonObject tokens =
          status(bed).getJsonArray("models").getJsonObject(0).getJsonArray("methods").stream()
              .map(JsonObject.class::cast)
              .filter(method -> method.getString("method").equals("token-continue"))
              .findFirst()
              .orElseThrow();
      assertThat(tokens.getBoolean("usable")).isEqualTo(emptyCall == 0);
      assertThat(tokens.getString("why")).isEqualTo(why);
    }
  }

  @Test
  void ollama_answerOnTheWrongChannel_isTheAnswer() {
    FakeOllama fake = new FakeOllama();
    fake.answersOnTheWrongChannel = true;
    try (ProxyBed bed =
        new ProxyBed(
            fake,
            settings ->
                settings
                    .set("upstream-kind", "ollama")
                    .set("stop-method", "chat-prefill")
                    .set("trim-thinking-budget-tokens", 20))) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).endsWith(FakeServer.ANSWER_TEXT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama, in-place-end, reasoning_budget_tokens",
    "vllm, token-continue, thinking_token_budget",
    "sglang, chat-prefill, custom_params"
  })
  void nativeBudget_set_isAskedForAndItsNeglectTold(String kind, String method, String member)
      throws Exception {
    FakeServer fake = server(kind);
    try (ProxyBed bed =
        new ProxyBed(
            fake,
            settings ->
                settings
                    .set("upstream-kind", kind)
                    .set("stop-method", method)
                    .set("native-budget-tokens", 10))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(false));

      assertThat(take(fake.questions).body().getValue(member).toString()).contains("10");
      assertThat(reply.headers().get("x-pith-budget")).startsWith("ignored;asked=10;seen=");
      assertThat(status(bed).encode()).contains("\"budgetsIgnored\":1");
    }
  }

  private static ProxyBed continuingByTokens(FakeSglang fake) {
    return new ProxyBed(
        fake,
        settings ->
            settings
                .set("upstream-kind", "sglang")
                .set("stop-method", "token-continue")
                .set("trim-thinking-budget-tokens", 20));
  }

  private static FakeServer server(String kind) {
    FakeServer fake =
        switch (kind) {
          case "llama" -> new FakeLlama();
          case "vllm" -> new FakeVllm();
          case "sglang" -> new FakeSglang();
          case "ollama" -> new FakeOllama();
          default -> new FakeGeneric();
        };
    fake.endsItself = true;
    return fake;
  }

  private static ProxyBed probing(FakeServer fake) {
    return probing(fake, "private");
  }

  private static ProxyBed probing(FakeServer fake, String live) {
    return new ProxyBed(
        fake,
        settings ->
            settings
                .set("upstream-kind", "auto")
                .set("stop-method", "auto")
                .set("probe-live", live)
                .set("trim-thinking-budget-tokens", 20));
  }

  private static JsonObject status(ProxyBed bed) {
    return bed.send(HttpMethod.GET, StatusPage.PATH, Map.of(), null)
        .body()
        .toJsonObject()
        .getJsonObject("stopMethods");
  }

  private static JsonObject capabilityProbes(ProxyBed bed) {
    return bed.send(HttpMethod.GET, SavingsPages.SAVINGS, Map.of(), null)
        .body()
        .toJsonObject()
        .getJsonObject("estimated")
        .getJsonObject("capabilityProbes");
  }

  private static String uses(ProxyBed bed) {
    var models = status(bed).getJsonArray("models");
    return models.isEmpty() ? "" : models.getJsonObject(0).getString("uses");
  }
}
