package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.fake.FakeAnthropic;
import dev.pith.plugin.fake.FakeOpenAi;
import dev.pith.plugin.fake.FakeOpenAiResponses;
import dev.pith.plugin.fake.FakeOpenRouter;
import dev.pith.plugin.fake.FakeServer;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every server has to keep whose thinking cannot be ended: its answers pass as they are and
 * are counted. The others are in {@link DialectContractTest}.
 */
class ObservedContractTest {

  private static final List<Integer> PIECES = List.of(1, 13, Integer.MAX_VALUE);
  private static final List<String> MODES = List.of("auto", "shadow");

  @TempDir private Path folder;

  /**
   * A server.
   *
   * @param hides whether its thinking is not shown
   */
  private record Case(ServerKind kind, Supplier<FakeServer> server, boolean hides) {

    ProxyBed bed(FakeServer fake) {
      return new ProxyBed(fake, this::set);
    }

    void set(ProxySettings.Builder settings) {
      settings
          .set("upstream-kind", kind.label())
          .set("stop-method", "none")
          .set("trim-thinking-budget-tokens", 20);
    }
  }

  static Stream<Arguments> cases() {
    String clear = "response.reasoning_text.delta";
    return Stream.of(
        of("openai chat", ServerKind.OPENAI, FakeOpenAi::new, true),
        of("openrouter", ServerKind.OPENROUTER, FakeOpenRouter::new, false),
        of("responses", ServerKind.OPENAI, FakeOpenAiResponses::new, false),
        of("responses clear", ServerKind.GENERIC, () -> new FakeOpenAiResponses(clear), false),
        of("messages", ServerKind.ANTHROPIC, FakeAnthropic::new, false),
        of("messages omitted", ServerKind.ANTHROPIC, ObservedContractTest::omitting, true));
  }

  private static Arguments of(
      String name, ServerKind kind, Supplier<FakeServer> server, boolean hides) {
    return argumentSet(name, new Case(kind, server, hides));
  }

  private static FakeServer omitting() {
    FakeAnthropic fake = new FakeAnthropic();
    fake.omitsThinking = true;
    return fake;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stream_anyPieces_sameBytesAndCounted(Case the) throws Exception {
    for (int pieceBytes : PIECES) {
      FakeServer fake = the.server().get();
      fake.endsItself = true;
      fake.pieceBytes = pieceBytes;
      try (ProxyBed bed = the.bed(fake)) {
        for (String mode : MODES) {
          JsonObject question = withUsage(fake);

          ProxyBed.Reply reply = ask(bed, fake, mode, question);

          assertThat(reply.body()).as("pieces of %s", pieceBytes).isEqualTo(whole(fake));
          assertThat(reply.headers().get("x-pith-trim")).startsWith("observe;reason=");
          assertThat(take(fake.questions).body()).isEqualTo(question);
        }
        assertThat(bed.proxy.savings().thinkingTokens().sum()).isEqualTo(2 * 49);
        if (the.hides()) {
          assertThat(bed.proxy.savings().observed())
              .containsExactly(Map.entry("hidden-thinking", 2L));
        } else {
          assertThat(bed.proxy.savings().wouldCut()).containsExactly(Map.entry("budget", 2L));
          assertThat(bed.proxy.savings().wouldSaveTokens().sum()).isBetween(1L, 2 * 49L);
        }
        assertThat(bed.proxy.savings().cut()).isEmpty();
        assertThat(fake.continuations).isEmpty();
        await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void usage_asTheServerTellsIt_isInTheBooks(Case the) throws IOException {
    FakeServer fake = the.server().get();
    fake.endsItself = true;
    Path ledger = folder.resolve("ledger.jsonl");
    try (ProxyBed bed =
        new ProxyBed(
            fake,
            settings -> {
              the.set(settings);
              settings.set("ledger", ledger);
            })) {
      ask(bed, fake, "auto", withUsage(fake));
      String metrics = bed.send(HttpMethod.GET, "/metrics", Map.of(), null).body().toString();
      JsonObject savings =
          bed.send(HttpMethod.GET, "/pith/savings", Map.of(), null).body().toJsonObject();
      await(bed.proxy.close());

      JsonObject line = new JsonObject(Files.readString(ledger));
      assertThat(line.getInteger("promptTokens")).isEqualTo(2_160);
      assertThat(line.getInteger("cachedTokens")).isEqualTo(2_048);
      assertThat(line.getInteger("cacheWrittenTokens")).isEqualTo(100);
      assertThat(line.getInteger("outputTokens")).isEqualTo(58);
      assertThat(line.getInteger("thinkingTokens")).isEqualTo(49);
      assertThat(line.getString("outcome")).isEqualTo(the.hides() ? "observed" : "would-cut");
      assertThat(line.getString("arm")).isEqualTo("none");
      assertThat(metrics).contains("gen_ai_client_token_usage_tokens_sum");
      assertThat(savings.getJsonObject("measured").getJsonArray("strata")).isEmpty();
      assertThat(savings.getJsonObject("estimated").toString()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stream_modelCallsATool_sameBytes(Case the) {
    FakeServer fake = the.server().get();
    fake.endsItself = true;
    fake.callsATool = true;
    fake.pieceBytes = 7;
    try (ProxyBed bed = the.bed(fake)) {
      ProxyBed.Reply reply = ask(bed, fake, "auto", fake.question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(fake.wholeWithCall()));
      assertThat(bed.proxy.savings().observed()).containsEntry("tool-call", 1L);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void failure_inTheThinking_clientSeesIt(Case the) {
    FakeServer fake = the.server().get();
    fake.breaksInThinking = true;
    try (ProxyBed bed = the.bed(fake)) {
      ProxyBed.Reply reply = ask(bed, fake, "auto", fake.question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(fake.broken()));
      assertThat(bed.proxy.savings().requests()).isEqualTo(1);
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void disconnect_anywhere_upstreamSeesIt(Case the) throws Exception {
    FakeServer fake = the.server().get();
    for (int quarters = 0; quarters <= 4; quarters++) {
      HalfAnswer server = HalfAnswer.of(fake, quarters);
      try (ProxyBed bed = new ProxyBed(server, the::set)) {
        var response =
            await(
                bed.open(
                    HttpVersion.HTTP_2,
                    HttpMethod.POST,
                    fake.path(),
                    Map.of("content-type", "application/json"),
                    fake.question(true).toBuffer()));
        BlockingQueue<Buffer> pieces = new LinkedBlockingQueue<>();
        response.handler(pieces::add).resume();
        Buffer got = Buffer.buffer();
        while (got.length() < server.begun.length()) {
          got.appendBuffer(take(pieces));
        }

        response.request().reset();

        take(server.abandoned);
        await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
        await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
        assertThat(bed.proxy.savings().requests()).isEqualTo(1);
        assertThat(bed.proxy.savings().observed()).containsOnlyKeys("client-gone");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void upstream_breaksOff_clientSeesABrokenAnswer(Case the) throws Exception {
    FakeServer fake = the.server().get();
    HalfAnswer server = HalfAnswer.of(fake, 2);
    try (ProxyBed bed = new ProxyBed(server, the::set)) {
      var response =
          await(
              bed.open(
                  HttpVersion.HTTP_1_1,
                  HttpMethod.POST,
                  fake.path(),
                  Map.of(),
                  fake.question(true).toBuffer()));
      BlockingQueue<Object> outcome = ProxyBed.outcome(response.body());
      response.resume();
      take(server.asked).response().reset();

      assertThat(take(outcome)).isInstanceOf(Throwable.class);
      assertThat(bed.proxy.savings().observed()).containsOnlyKeys("upstream-failed");
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  /** The chat route tells usage only when it is asked. */
  private static JsonObject withUsage(FakeServer fake) {
    JsonObject question = fake.question(true);
    return fake.path().endsWith("/chat/completions")
        ? question.put("stream_options", new JsonObject().put("include_usage", true))
        : question;
  }

  private static Buffer whole(FakeServer fake) {
    return Buffer.buffer(fake.whole());
  }

  private static ProxyBed.Reply ask(
      ProxyBed bed, FakeServer fake, String mode, JsonObject question) {
    return bed.send(
        HttpMethod.POST,
        fake.path(),
        Map.of("content-type", "application/json", "x-pith-mode", mode),
        question.toBuffer());
  }

  /** Sends the beginning of an answer and nothing more. */
  private static final class HalfAnswer implements Handler<HttpServerRequest> {
    final Buffer begun;
    final BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<String> abandoned = new LinkedBlockingQueue<>();

    HalfAnswer(String begun) {
      this.begun = Buffer.buffer(begun);
    }

    /** Returns one that sends whole events only: the chat route waits for the rest of an event. */
    static HalfAnswer of(FakeServer fake, int quarters) {
      String whole = fake.whole();
      int end = whole.lastIndexOf("\n\n", whole.length() * quarters / 4);
      return new HalfAnswer(quarters == 0 ? "" : whole.substring(0, end + 2));
    }

    @Override
    public void handle(HttpServerRequest request) {
      request.response().exceptionHandler(broken -> {});
      request.response().closeHandler(closed -> abandoned.add(request.path()));
      request.response().setChunked(true).putHeader("content-type", "text/event-stream");
      request
          .body()
          .onSuccess(
              body -> {
                request.response().writeHead();
                if (begun.length() > 0) {
                  request.response().write(begun);
                }
                asked.add(request);
              });
    }
  }
}
