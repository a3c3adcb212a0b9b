package dev.pith.verifier.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.VerifierPrompts;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelVerifierTest {

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration OPEN_FOR = Duration.ofSeconds(10);
  private static final Optional<Verdict> UNPRICED =
      Optional.of(Verdict.abstention(OptionalLong.empty()));
  private static final String YES = ReplyReaderTest.OPENAI_CHAT;
  private static final String NO_LOG_PROBS = "{\"choices\":[{\"message\":{\"content\":\"Yes\"}}]}";

  private final ManualTime time = new ManualTime();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void statesAnswer_chatRoute_asksForOneTokenWithWhatIsSharedFirst() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings.key("sk-1"));

    Verdict verdict = get(verifier.statesAnswer("What is 6*7?", "So it is 42.")).orElseThrow();

    assertThat(verdict.decision(0.1)).contains(true);
    assertThat(verdict.tokens()).hasValue(311);
    RecordedRequest request = server.requests().get(0);
    assertThat(request.getUrl().encodedPath()).isEqualTo("/v1/chat/completions");
    assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer sk-1");
    JsonNode body = body(request);
    assertThat(body.path("model").asText()).isEqualTo("small");
    assertThat(body.path("max_tokens").asInt()).isEqualTo(1);
    assertThat(body.path("temperature").asDouble(1)).isZero();
    assertThat(body.path("logprobs").asBoolean()).isTrue();
    assertThat(body.path("top_logprobs").asInt()).isEqualTo(20);
    assertThat(body.path("chat_template_kwargs").path("enable_thinking").asBoolean(true)).isFalse();
    assertThat(body.path("messages").path(0).path("content").asText())
        .isEqualTo(VerifierPrompts.instructions());
    assertThat(body.path("messages").path(1).path("content").asText())
        .isEqualTo(VerifierPrompts.statesAnswer("What is 6*7?", "So it is 42."));
  }

  @Test
  void statesAnswer_withoutInstructions_isTheQuestionAlone() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings.instructions(false));

    get(verifier.statesAnswer("q", "e"));

    assertThat(body(server.requests().get(0)).path("messages")).hasSize(1);
    assertThat(server.requests().get(0).getHeaders().get("authorization")).isNull();
  }

  @Test
  void ask_serverThatRefusesUnknownMembers_isAskedWithStandardOnesFromThenOn() throws Exception {
    FakeServer server =
        server(
            request ->
                body(request).has("chat_template_kwargs")
                    ? FakeServer.refusal(400)
                    : FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings);

    assertThat(get(verifier.statesAnswer("q", "1"))).isPresent();
    assertThat(get(verifier.statesAnswer("q", "2"))).isPresent();

    assertThat(server.requests()).hasSize(3);
    assertThat(body(server.requests().get(2)).path("top_logprobs").asInt()).isEqualTo(5);
    assertThat(verifier.status())
        .containsEntry("route", "chat")
        .containsEntry("failures", Map.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 422, 200})
  void ask_chatWithoutLogProbabilities_goesToTheTextRouteOnce(int status) throws Exception {
    FakeServer server =
        server(
            request ->
                request.getUrl().encodedPath().endsWith("/chat/completions")
                    ? (status == 200 ? FakeServer.ok(NO_LOG_PROBS) : FakeServer.refusal(status))
                    : FakeServer.ok(ReplyReaderTest.VLLM_COMPLETION));
    ModelVerifier verifier = verifier(server, settings -> settings);

    for (int i = 0; i < 3; i++) {
      assertThat(get(verifier.statesAnswer("q", "excerpt " + i)).orElseThrow().tokens())
          .hasValue(311);
    }

    assertThat(server.paths())
        .containsExactly(
            "/v1/chat/completions",
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/completions",
            "/v1/completions");
    JsonNode body = body(server.requests().get(4));
    assertThat(body.path("prompt").asText())
        .isEqualTo(
            VerifierPrompts.instructions()
                + "\n\n"
                + VerifierPrompts.statesAnswer("q", "excerpt 2")
                + "\nAnswer:");
    assertThat(body.path("logprobs").asInt()).isEqualTo(5);
    assertThat(verifier.status()).containsEntry("route", "completions");
  }

  @Test
  void ask_manyAtOnceBeforeTheRouteIsKnown_findItOutOnce() throws Exception {
    FakeServer server =
        server(
            request ->
                request.getUrl().encodedPath().endsWith("/chat/completions")
                    ? FakeServer.refusal(404)
                    : FakeServer.ok(ReplyReaderTest.VLLM_COMPLETION));
    ModelVerifier verifier = verifier(server, settings -> settings);

    List<CompletionStage<Optional<Verdict>>> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(verifier.statesAnswer("q", "excerpt " + i));
    }
    for (CompletionStage<Optional<Verdict>> each : asked) {
      assertThat(get(each)).isPresent();
    }

    assertThat(server.paths().stream().filter("/v1/chat/completions"::equals)).hasSize(2);
    assertThat(server.requests()).hasSize(22);
  }

  @Test
  void ask_questionRefusedOnAKnownRoute_isAFailureOfTheQuestion() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings);
    get(verifier.statesAnswer("q", "1"));
    server.now(request -> FakeServer.refusal(400));

    assertThat(get(verifier.statesAnswer("q", "2"))).isEqualTo(UNPRICED);

    assertThat(server.requests()).hasSize(2);
    assertThat(failures(verifier)).isEqualTo(Map.of("http-status", 1L));
  }

  @Test
  void ask_noLogProbabilitiesAnywhere_abstains() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(NO_LOG_PROBS));
    ModelVerifier verifier = verifier(server, settings -> settings);

    assertThat(get(verifier.statesAnswer("q", "1"))).isEqualTo(UNPRICED);

    assertThat(server.requests()).hasSize(3);
    assertThat(failures(verifier)).isEqualTo(Map.of("no-log-probs", 1L));
  }

  /** What a server may do instead of answering. */
  private enum Fault {
    ERROR_500("http-status"),
    OVERLOADED_429("http-status"),
    REDIRECT("http-status"),
    GARBAGE("unreadable"),
    ENDLESS("unreadable"),
    EMPTY("unreadable"),
    RESET_BEFORE_THE_HEAD("transport"),
    RESET_IN_THE_BODY("transport");

    private final String cause;

    Fault(String cause) {
      this.cause = cause;
    }

    MockResponse response() {
      return switch (this) {
        case ERROR_500 -> FakeServer.refusal(500);
        case OVERLOADED_429 -> FakeServer.refusal(429);
        case REDIRECT ->
            new MockResponse.Builder().code(302).setHeader("location", "http://[::1]/").build();
        case GARBAGE -> FakeServer.ok("\u0000{]");
        case ENDLESS -> FakeServer.ok(" ".repeat(1 << 21) + YES);
        case EMPTY -> FakeServer.ok("");
        case RESET_BEFORE_THE_HEAD ->
            new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
        case RESET_IN_THE_BODY ->
            new MockResponse.Builder()
                .body(YES)
                .onResponseBody(new SocketEffect.CloseSocket())
                .build();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void ask_fault_isAnAbstentionOfUnknownPriceAndNotRemembered(Fault fault) throws Exception {
    FakeServer server = server(request -> fault.response());
    ModelVerifier verifier = verifier(server, settings -> settings);

    assertThat(get(verifier.statesAnswer("q", "e"))).isEqualTo(UNPRICED);
    assertThat(failures(verifier)).isEqualTo(Map.of(fault.cause, 1L));
    server.now(request -> FakeServer.ok(YES));

    assertThat(get(verifier.statesAnswer("q", "e")).orElseThrow().decision(0.1)).contains(true);
    assertThat(verifier.status())
        .containsEntry("asked", 2L)
        .containsEntry("answered", 1L)
        .containsEntry("promptTokens", Map.of("sum", 310L, "unknown", 1L))
        .containsEntry("completionTokens", Map.of("sum", 1L, "unknown", 1L));
    assertThat(time.set()).as("deadlines left").isZero();
  }

  @Test
  void ask_serverDown_isAnAbstention() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    ModelVerifier verifier =
        verifier(URI.create("http://127.0.0.1:" + port + "/v1/"), settings -> settings);

    assertThat(get(verifier.sameAnswer("q", "a", "b"))).isEqualTo(UNPRICED);

    assertThat(failures(verifier)).isEqualTo(Map.of("transport", 1L));
  }

  @Test
  void ask_slowServer_abstainsAtTheDeadlineAndFreesThePlace() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings.maxConcurrent(1));
    server.holdUp();
    CompletableFuture<Optional<Verdict>> called = future(verifier.statesAnswer("q", "1"));
    CompletableFuture<Optional<Verdict>> waiting = future(verifier.statesAnswer("q", "2"));
    await().until(() -> server.inside() == 1);

    time.pass(DEADLINE.minusMillis(1));
    assertThat(called).isNotDone();
    time.pass(Duration.ofMillis(1));

    assertThat(called.get(20, TimeUnit.SECONDS)).isEqualTo(UNPRICED);
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(UNPRICED);
    assertThat(failures(verifier)).isEqualTo(Map.of("late", 2L));
    await().until(() -> verifier.status().get("running").equals(0));
    // The place may be free just before the other one is late too: then it was called, and broken
    // off.
    assertThat(verifier.status()).containsEntry("waiting", 0);
    server.letGo();
    assertThat(get(verifier.statesAnswer("q", "3")).orElseThrow().decision(0.1)).contains(true);
  }

  @Test
  void breaker_failuresInARow_opensTriesOnceAndCloses() throws Exception {
    FakeServer server = server(request -> FakeServer.refusal(500));
    ModelVerifier verifier = verifier(server, settings -> settings.breaker(3, OPEN_FOR));
    for (int i = 0; i < 3; i++) {
      get(verifier.statesAnswer("q", "failed " + i));
    }

    assertThat(verifier.status()).containsEntry("breaker", "open");
    assertThat(get(verifier.statesAnswer("q", "not asked"))).isEmpty();
    time.pass(OPEN_FOR.minusMillis(1));
    assertThat(get(verifier.statesAnswer("q", "not asked"))).isEmpty();
    assertThat(server.requests()).hasSize(3);
    assertThat(failures(verifier)).isEqualTo(Map.of("http-status", 3L, "breaker-open", 2L));

    time.pass(Duration.ofMillis(2));
    assertThat(get(verifier.statesAnswer("q", "failed trial"))).isEqualTo(UNPRICED);
    assertThat(verifier.status()).containsEntry("breaker", "open");
    assertThat(server.requests()).hasSize(4);

    server.now(request -> FakeServer.ok(YES));
    time.pass(OPEN_FOR.plusMillis(1));
    assertThat(get(verifier.statesAnswer("q", "trial")).orElseThrow().decision(0.1)).contains(true);
    assertThat(verifier.status()).containsEntry("breaker", "closed");
    assertThat(get(verifier.statesAnswer("q", "asked again"))).isPresent();
    assertThat(server.requests()).hasSize(6);
  }

  @Test
  void breaker_successBetweenFailures_staysClosed() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings.breaker(3, OPEN_FOR));

    for (int i = 0; i < 9; i++) {
      boolean good = i % 3 == 0;
      server.now(request -> good ? FakeServer.ok(YES) : FakeServer.refusal(503));
      get(verifier.statesAnswer("q", "excerpt " + i));
    }

    assertThat(server.requests()).hasSize(9);
    assertThat(verifier.status()).containsEntry("breaker", "closed");
  }

  @Test
  void ask_moreThanPlaces_waitsInOrderAndWhatDoesNotFitIsNotAsked() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings.maxConcurrent(3).maxQueued(4));
    get(verifier.statesAnswer("q", "finds the route"));
    server.holdUp();

    List<CompletableFuture<Optional<Verdict>>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(future(verifier.statesAnswer("q", "excerpt " + i)));
    }

    assertThat(asked.subList(7, 10)).allMatch(each -> each.isDone() && each.join().isEmpty());
    assertThat(asked.subList(0, 7)).noneMatch(CompletableFuture::isDone);
    assertThat(verifier.status()).containsEntry("running", 3).containsEntry("waiting", 4);
    await().until(() -> server.inside() == 3);
    server.letGo();
    for (CompletableFuture<Optional<Verdict>> each : asked.subList(0, 7)) {
      assertThat(each.get(20, TimeUnit.SECONDS).orElseThrow().decision(0.1)).contains(true);
    }
    assertThat(server.mostInside()).isEqualTo(3);
    assertThat(failures(verifier)).isEqualTo(Map.of("busy", 3L));
  }

  @Test
  void ask_sameQuestionMeanwhileAndLater_isAskedAndPaidOnce() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings);
    server.holdUp();
    CompletableFuture<Optional<Verdict>> first = future(verifier.sameAnswer("q", "a", "b"));
    CompletableFuture<Optional<Verdict>> meanwhile = future(verifier.sameAnswer("q", "b", "a"));
    server.letGo();

    assertThat(first.get(20, TimeUnit.SECONDS).orElseThrow().tokens()).hasValue(311);
    Verdict shared = meanwhile.get(20, TimeUnit.SECONDS).orElseThrow();
    Verdict later = get(verifier.sameAnswer("q", "a", "b")).orElseThrow();

    assertThat(shared.tokens()).hasValue(0);
    assertThat(later).isEqualTo(shared);
    assertThat(server.requests()).hasSize(1);
    assertThat(verifier.status())
        .containsEntry("asked", 3L)
        .containsEntry("answered", 3L)
        .containsEntry("shared", 1L)
        .containsEntry("remembered", 1L)
        .containsEntry("calls", 1L)
        .containsEntry("promptTokens", Map.of("sum", 310L, "unknown", 0L))
        .containsEntry("cachedTokens", Map.of("sum", 256L, "unknown", 0L));
  }

  @Test
  void ask_moreVerdictsThanAreRemembered_someAreAskedAgain() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings.cacheEntries(8));

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        get(verifier.statesAnswer("q", "excerpt " + i));
      }
    }

    assertThat(server.requests()).hasSizeGreaterThan(190);
  }

  @Test
  void ask_longQuestion_isShownByItsEnds() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings.instructions(false));

    get(verifier.statesAnswer("begin " + "x".repeat(1_000_000) + " end", "e"));

    String sent = body(server.requests().get(0)).path("messages").path(0).path("content").asText();
    assertThat(sent).startsWith("begin ").contains(" end\n\nExcerpt: e");
    assertThat(sent.length()).isLessThan(Prompt.MAX_QUESTION_CHARS + 200);
  }

  @Test
  void close_laterQuestions_areAbstentions() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifier verifier = verifier(server, settings -> settings);

    verifier.close();

    assertThat(get(verifier.statesAnswer("q", "e"))).isEmpty();
    assertThat(failures(verifier)).isEqualTo(Map.of("closed", 1L));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void settings_neverShowTheKey() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(YES));
    ModelVerifierSettings settings =
        ModelVerifierSettings.builder(server.url(), "small").key("sk-secret").build();

    assertThat(settings.toString()).doesNotContain("secret");
    try (ModelVerifier verifier = new ModelVerifier(settings)) {
      assertThat(verifier.status().toString()).doesNotContain("secret").contains("small");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "host:80",
        "http://user:secret@host",
        "http://host?x=1",
        "http:///v1"
      })
  void settings_badUrl_isRefusedWithoutItsSecrets(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelVerifierSettings.builder(URI.create(url), "m").build())
        .withMessageStartingWith("url must")
        .withMessageNotContaining("secret");
  }

  private FakeServer server(FakeServer.Script script) throws IOException {
    FakeServer server = new FakeServer(script);
    open.add(0, server);
    return server;
  }

  private ModelVerifier verifier(
      FakeServer server, UnaryOperator<ModelVerifierSettings.Builder> change) {
    return verifier(server.url(), change);
  }

  private ModelVerifier verifier(URI url, UnaryOperator<ModelVerifierSettings.Builder> change) {
    ModelVerifierSettings settings =
        change.apply(ModelVerifierSettings.builder(url, "small").deadline(DEADLINE)).build();
    ModelVerifier verifier = new ModelVerifier(settings, time, time);
    open.add(0, verifier);
    return verifier;
  }

  private static Object failures(ModelVerifier verifier) {
    return verifier.status().get("failures");
  }

  private static JsonNode body(RecordedRequest request) {
    try {
      return new JsonMapper().readTree(request.getBody().utf8());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static CompletableFuture<Optional<Verdict>> future(
      CompletionStage<Optional<Verdict>> asked) {
    return asked.toCompletableFuture();
  }

  private static Optional<Verdict> get(CompletionStage<Optional<Verdict>> asked) throws Exception {
    return asked.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
