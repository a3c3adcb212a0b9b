package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.outcome;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.silent;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.RuleVerifier;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChatFaultTest {

  /** Each paragraph states a result and then doubts it, so that the trimmer asks about it. */
  private static final String DOUBTFUL_STREAM =
      delta("reasoning_content", "Five and five is ten, so the answer is 10.\n\nWait, let me see. ")
          + delta(
              "reasoning_content", "Ten it is, so the answer is 10.\n\nWait, once more. ".repeat(9))
          + delta("content", "10")
          + finish("stop")
          + done();

  static Stream<Arguments> badVerifiers() {
    return Stream.of(
        argumentSet("throws", verifier(ChatFaultTest::failing)),
        argumentSet("returns null", verifier(() -> null)),
        argumentSet("completes with null", verifier(() -> CompletableFuture.completedFuture(null))),
        argumentSet(
            "fails",
            verifier(() -> CompletableFuture.failedFuture(new IllegalStateException("down")))),
        argumentSet("hangs", verifier(CompletableFuture::new)));
  }

  @ParameterizedTest
  @MethodSource("badVerifiers")
  void chat_verifierThatDoesNotAnswer_streamIsUntouchedAndItIsCounted(Verifier verifier) {
    ScriptedModel model = new ScriptedModel(complete(DOUBTFUL_STREAM), silent());
    Consumer<ProxySettings.Builder> faithful =
        settings -> settings.set("policy", "faithful").set("verifier-deadline-ms", 20);
    try (ProxyBed bed = new ProxyBed(model, faithful, verifier)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(DOUBTFUL_STREAM));
      await().untilAsserted(() -> assertThat(bed.proxy.savings().verifierFailures()).isPositive());
      assertThat(bed.proxy.savings().ownFailures()).isZero();
    }
  }

  @Test
  void chat_dialectThatFailsAtTheCut_streamIsUntouchedAndItIsCounted() {
    String begun = delta("reasoning_content", "Two and two is four. Now what? ");
    String rest = delta("content", "4") + finish("stop") + done();
    BlockingQueue<io.vertx.core.http.HttpServerResponse> open = new LinkedBlockingQueue<>();
    ScriptedModel model =
        new ScriptedModel(
            response -> {
              open.add(response);
              unfinished(begun).accept(response);
            },
            silent());
    try (ProxyBed bed =
        new ProxyBed(
            model,
            settings -> settings.set("trim-thinking-budget-tokens", 2),
            RuleVerifier.of(TrimSettings.pith()),
            new FailingDialect(() -> open.remove().end(rest)))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(begun + rest));
      assertThat(bed.proxy.savings().ownFailures()).isEqualTo(1);
      assertThat(bed.proxy.savings().observed()).containsOnlyKeys("own-failure");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void chat_clientLeavesInTheThinking_upstreamSeesTheClose(HttpVersion version) throws Exception {
    ScriptedModel model =
        new ScriptedModel(unfinished(delta("reasoning_content", "Let me think")), silent());
    try (ProxyBed bed = new ProxyBed(model)) {
      var response = await(bed.openChat(version));

      response.request().reset();

      assertThat(take(model.abandoned)).isEqualTo("question");
      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
      assertThat(bed.proxy.savings().observed()).containsOnlyKeys("client-gone");
    }
  }

  @Test
  void chat_clientLeavesBeforeTheFirstByte_upstreamSeesTheClose() throws Exception {
    BlockingQueue<HttpServerRequest> arrived = new LinkedBlockingQueue<>();
    try (ProxyBed bed = new ProxyBed(arrived::add)) {
      var request =
          await(
              bed.client(HttpVersion.HTTP_1_1)
                  .request(bed.request(HttpMethod.POST, "/v1/chat/completions")));
      request.end(ChatTrimTest.question(true).toBuffer()).onFailure(left -> {});
      take(arrived);

      request.reset();

      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
      assertThat(bed.proxy.savings().passed()).containsOnlyKeys("client-gone");
    }
  }

  @Test
  void chat_upstreamRefusesConnections_502() {
    try (ProxyBed bed =
        new ProxyBed(request -> {}, settings -> settings.set("upstream", "http://127.0.0.1:1"))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.body().toJsonObject().getJsonObject("error").getString("code"))
          .isEqualTo("upstream_unreachable");
      assertThat(bed.proxy.savings().passed()).containsOnlyKeys("upstream-failed");
    }
  }

  @Test
  void chat_upstreamSilentBeforeItsHead_504() {
    try (ProxyBed bed =
        new ProxyBed(request -> {}, settings -> settings.set("upstream-silence-ms", 50))) {
      assertThat(bed.chat(ChatTrimTest.question(false)).status()).isEqualTo(504);
    }
  }

  @Test
  void chat_upstreamBreaksInsideAnEvent_clientGetsTheHalfAndNoCleanEnd() throws Exception {
    String half = delta("reasoning_content", "Let") + "data: {\"choices\":[{\"del";
    ScriptedModel model =
        new ScriptedModel(
            response -> response.write(half).onSuccess(written -> response.reset()), silent());
    try (ProxyBed bed = new ProxyBed(model)) {
      Buffer got = Buffer.buffer();

      BlockingQueue<Object> end =
          outcome(
              bed.openChat(HttpVersion.HTTP_1_1)
                  .compose(
                      response -> {
                        response.handler(got::appendBuffer).resume();
                        return response.end();
                      }));

      assertThat(take(end)).isInstanceOf(Exception.class);
      assertThat(got.toString()).isEqualTo(half);
      assertThat(bed.proxy.savings().observed()).containsOnlyKeys("upstream-failed");
    }
  }

  @Test
  void chat_upstreamFallsSilentInTheThinking_clientSeesNoCleanEnd() throws Exception {
    ScriptedModel model =
        new ScriptedModel(unfinished(delta("reasoning_content", "Let")), silent());
    try (ProxyBed bed = new ProxyBed(model, settings -> settings.set("upstream-silence-ms", 50))) {
      assertThat(take(outcome(bed.readChat()))).isInstanceOf(Exception.class);
      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
    }
  }

  @Test
  void chat_wholeAnswerWhoseStreamIsBroken_502() {
    ScriptedModel model = new ScriptedModel(complete(delta("content", "half")), silent());
    try (ProxyBed bed = new ProxyBed(model)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(false));

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.body().toString()).contains("broke off its answer");
    }
  }

  @Test
  void chat_garbageInPlaceOfEvents_isForwarded() {
    Buffer garbage = Buffer.buffer(new byte[] {0, -1, 10, 10, 100, 97, 116, 97, 58, 123, 13, 10});
    ScriptedModel model = new ScriptedModel(response -> response.end(garbage), silent());
    try (ProxyBed bed = new ProxyBed(model)) {
      assertThat(bed.chat(ChatTrimTest.question(true)).body()).isEqualTo(garbage);
    }
  }

  @Test
  void chat_slowClient_upstreamIsSlowedDown() {
    // Most of it is a comment, which is forwarded and costs the trimmer no time.
    String thinking = delta("reasoning_content", "x".repeat(5_000));
    String comment = ": " + "x".repeat(50_000 - thinking.length() - 4) + "\n\n";
    Buffer piece = Buffer.buffer(thinking + comment);
    BackPressure pressure = new BackPressure();
    ScriptedModel model = new ScriptedModel(response -> pressure.write(response, piece), silent());
    try (ProxyBed bed = new ProxyBed(model, settings -> settings.set("trim-stop-loops", false))) {
      var response = await(bed.openChat(HttpVersion.HTTP_1_1));

      pressure.awaitStandstill(bed);
      long onTheWay = pressure.written();
      await(pressure.readAll(response, response.end()));

      assertThat(onTheWay).isLessThan(BackPressure.MOST_ON_THE_WAY_BYTES);
      assertThat(pressure.read()).isEqualTo(BackPressure.TOTAL_BYTES);
    }
  }

  @Test
  void close_openChatStream_endsBeforeTheProxyDoes() throws Exception {
    BlockingQueue<io.vertx.core.http.HttpServerResponse> open = new LinkedBlockingQueue<>();
    String begun = delta("reasoning_content", "Let me see.");
    String rest = delta("content", "4") + finish("stop") + done();
    ScriptedModel model =
        new ScriptedModel(
            response -> {
              unfinished(begun).accept(response);
              open.add(response);
            },
            silent());
    try (ProxyBed bed = new ProxyBed(model)) {
      var response = await(bed.openChat(HttpVersion.HTTP_1_1));

      var closed = bed.proxy.close();
      var body = response.body();
      response.resume();
      take(open).end(rest);

      assertThat(await(body)).isEqualTo(Buffer.buffer(begun + rest));
      await(closed);
    }
  }

  private static Verifier verifier(Supplier<CompletionStage<Optional<Verdict>>> answer) {
    return new Verifier() {
      @Override
      public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
        return answer.get();
      }

      @Override
      public CompletionStage<Optional<Verdict>> sameAnswer(
          String question, String first, String second) {
        return answer.get();
      }
    };
  }

  private static CompletionStage<Optional<Verdict>> failing() {
    throw new IllegalStateException("broken");
  }

  /** Reads like the real one and breaks when a continuation is wanted. */
  private record FailingDialect(Runnable beforeFailure) implements UpstreamDialect {
    private static final UpstreamDialect REAL =
        UpstreamDialect.openAiChat(ContinuationShape.THINK_TAGS, false);

    @Override
    public byte[] streamed(ChatRequest request, Set<Extra> extras, Map<String, String> members) {
      return REAL.streamed(request, extras, members);
    }

    @Override
    public ChatStreamReader reader(
        ChatRequest request, Set<Extra> extras, ChatStreamReader.Listener listener) {
      return REAL.reader(request, extras, listener);
    }

    @Override
    public ContinuationSplicer splicer(
        ChatRequest request, ChatStreamReader cut, TokenCount kept, boolean withReport) {
      beforeFailure.run();
      throw new IllegalStateException("planted");
    }

    @Override
    public ContinuationSplicer answerSplicer(
        ChatRequest request, ChatStreamReader cut, TokenCount kept, boolean withReport) {
      return REAL.answerSplicer(request, cut, kept, withReport);
    }
  }
}
