package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.fake.FakeDeepSeek;
import dev.pith.plugin.fake.FakeGeneric;
import dev.pith.plugin.fake.FakeLlama;
import dev.pith.plugin.fake.FakeOllama;
import dev.pith.plugin.fake.FakeServer;
import dev.pith.plugin.fake.FakeServer.Asked;
import dev.pith.plugin.fake.FakeServer.Fault;
import dev.pith.plugin.fake.FakeSglang;
import dev.pith.plugin.fake.FakeVllm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of server and every method of it has to keep. */
class DialectContractTest {

  private static final String HEAD = "**Final Answer**\n\n";

  private static final JsonArray TOOLS =
      new JsonArray()
          .add(
              new JsonObject()
                  .put("type", "function")
                  .put("function", new JsonObject().put("name", "f")));

  /** Sizes of the pieces that the network makes: the formats are tested with every size apart. */
  private static final List<Integer> PIECES = List.of(1, 13, Integer.MAX_VALUE);

  /**
   * A server and a method.
   *
   * @param head what stands before the model's own answer
   */
  private record Case(
      ServerKind kind, StopMethod method, Supplier<FakeServer> server, String head) {

    ProxyBed bed(FakeServer fake) {
      return bed(fake, 20_000);
    }

    ProxyBed bed(FakeServer fake, int deadlineMillis) {
      return new ProxyBed(
          fake,
          settings ->
              settings
                  .set("upstream-kind", kind.label())
                  .set("stop-method", method.label())
                  .set("continuation-deadline-ms", deadlineMillis)
                  .set("trim-thinking-budget-tokens", 20));
    }

    boolean keepsTools() {
      boolean raw = method == StopMethod.TOKEN_CONTINUE || method == StopMethod.TEXT_CONTINUE;
      return !raw && kind != ServerKind.OLLAMA;
    }

    boolean isInPlace() {
      return method == StopMethod.IN_PLACE_END;
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        of(ServerKind.LLAMA, StopMethod.IN_PLACE_END, FakeLlama::new, ""),
        of(ServerKind.LLAMA, StopMethod.CHAT_PREFILL, FakeLlama::new, ""),
        of(ServerKind.LLAMA, StopMethod.TEXT_CONTINUE, FakeLlama::new, ""),
        of(ServerKind.VLLM, StopMethod.TOKEN_CONTINUE, FakeVllm::new, ""),
        of(ServerKind.VLLM, StopMethod.TOKEN_CONTINUE, () -> new FakeVllm("reasoning_content"), ""),
        of(ServerKind.VLLM, StopMethod.CHAT_PREFILL, FakeVllm::new, ""),
        of(ServerKind.SGLANG, StopMethod.CHAT_PREFILL, FakeSglang::new, ""),
        of(ServerKind.SGLANG, StopMethod.TOKEN_CONTINUE, FakeSglang::new, ""),
        of(ServerKind.OLLAMA, StopMethod.CHAT_PREFILL, FakeOllama::new, HEAD),
        of(ServerKind.OLLAMA, StopMethod.TEXT_CONTINUE, FakeOllama::new, ""),
        of(ServerKind.DEEPSEEK, StopMethod.CHAT_PREFILL, FakeDeepSeek::new, HEAD),
        of(ServerKind.GENERIC, StopMethod.CHAT_PREFILL, FakeGeneric::new, ""),
        of(ServerKind.GENERIC, StopMethod.CHAT_PREFILL, () -> new FakeGeneric("reasoning"), ""));
  }

  private static Arguments of(
      ServerKind kind, StopMethod method, Supplier<FakeServer> server, String head) {
    return argumentSet(kind.label() + " " + method.label(), new Case(kind, method, server, head));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cut_anyPieces_thinkingEndsAndTheAnswerFollows(Case the) throws Exception {
    for (int pieceBytes : PIECES) {
      FakeServer fake = the.server().get();
      fake.pieceBytes = pieceBytes;
      try (ProxyBed bed = the.bed(fake)) {
        ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

        ClientTranscript client = ClientTranscript.of(reply.body());
        String thought = client.reasoning.toString();
        assertThat(reply.headers().get("x-pith-trim")).isEqualTo("auto");
        assertThat(thought).as("pieces of %s", pieceBytes).startsWith(FakeServer.KEPT_TEXT);
        assertThat(thought.strip()).endsWith("the best result I have.");
        if (!the.isInPlace()) {
          assertThat(thought).doesNotContain("Wait");
          assertThat(take(fake.continuations).path()).isNotEmpty();
          assertThat(take(fake.abandoned)).contains("/v1/chat/completions");
        }
        assertThat(client.content.toString()).isEqualTo(the.head() + FakeServer.ANSWER_TEXT);
        assertThat(client.ids).containsExactly("chatcmpl-F1");
        assertThat(client.finishes).containsExactly("stop");
        assertThat(client.terminators).isEqualTo(1);
        assertThat(client.errors).isEmpty();
        assertThat(client.usages).isEmpty();
        assertThat(client.reports).hasSize(1);
        assertThat(client.reports.get(0).getString("method")).isEqualTo(the.method().name());
        assertThat(client.reports.get(0).getString("reason")).isEqualTo("BUDGET");
        assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
        await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cut_usageAsked_isThatOfBothCallsOrAbsent(Case the) {
    FakeServer fake = the.server().get();
    try (ProxyBed bed = the.bed(fake)) {
      JsonObject question =
          ChatTrimTest.question(true)
              .put("stream_options", new JsonObject().put("include_usage", true));

      ClientTranscript client = ClientTranscript.of(bed.chat(question).body());

      boolean counts =
          the.kind() == ServerKind.LLAMA
              || the.kind() == ServerKind.SGLANG
              || the.kind() == ServerKind.VLLM;
      if (counts) {
        JsonObject usage = client.usages.get(client.usages.size() - 1);
        assertThat(usage.getInteger("total_tokens"))
            .isEqualTo(usage.getInteger("prompt_tokens") + usage.getInteger("completion_tokens"));
        assertThat(client.reports.get(0).getInteger("cut_at"))
            .isLessThan(usage.getInteger("completion_tokens"));
      } else {
        assertThat(client.usages).allMatch(usage -> !usage.containsKey("completion_tokens"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cut_notStreamed_oneBody(Case the) {
    FakeServer fake = the.server().get();
    try (ProxyBed bed = the.bed(fake)) {
      JsonObject body = bed.chat(ChatTrimTest.question(false)).body().toJsonObject();

      JsonObject message = body.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
      assertThat(message.getString("content")).isEqualTo(the.head() + FakeServer.ANSWER_TEXT);
      assertThat(body.getJsonObject("pith").getString("method")).isEqualTo(the.method().name());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cut_toolsOffered_onlyByAMethodThatKeepsThem(Case the) throws Exception {
    FakeServer fake = the.server().get();
    fake.endsItself = !the.keepsTools();
    try (ProxyBed bed = the.bed(fake)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true).put("tools", TOOLS));

      if (!the.keepsTools()) {
        assertThat(reply.headers().get("x-pith-trim")).isEqualTo("observe;reason=tools");
        assertThat(reply.body()).isEqualTo(Buffer.buffer(fake.whole()));
      } else {
        ClientTranscript client = ClientTranscript.of(reply.body());
        assertThat(client.content.toString()).isEqualTo(the.head() + FakeServer.ANSWER_TEXT);
        assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
        if (!the.isInPlace()) {
          assertThat(take(fake.continuations).body().getJsonArray("tools")).isEqualTo(TOOLS);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cut_modelCallsATool_clientGetsTheCall(Case the) {
    FakeServer fake = the.server().get();
    fake.callsATool = true;
    if (!the.keepsTools() || the.isInPlace()) {
      return; // see cut_toolsOffered_onlyByAMethodThatKeepsThem
    }
    try (ProxyBed bed = the.bed(fake)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true).put("tools", TOOLS));

      ClientTranscript client = ClientTranscript.of(reply.body());
      assertThat(reply.body().toString()).contains("\"tool_calls\":[{", "\"name\":\"f\"");
      assertThat(client.finishes).containsExactly("tool_calls");
      assertThat(client.content.toString()).isEqualTo(the.head());
      assertThat(client.terminators).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void notCut_modeOffOrShadow_sameBytesBothWays(Case the) throws Exception {
    for (String mode : List.of("off", "shadow")) {
      FakeServer fake = the.server().get();
      fake.endsItself = true;
      fake.pieceBytes = 11;
      try (ProxyBed bed = the.bed(fake)) {
        Buffer body =
            bed.send(
                    HttpMethod.POST,
                    "/v1/chat/completions",
                    Map.of("x-pith-mode", mode),
                    ChatTrimTest.question(true).toBuffer())
                .body();

        assertThat(body).isEqualTo(Buffer.buffer(fake.whole()));
        assertThat(take(fake.questions).body()).isEqualTo(ChatTrimTest.question(true));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void failure_inTheThinking_clientSeesIt(Case the) {
    FakeServer fake = the.server().get();
    fake.breaksInThinking = true;
    try (ProxyBed bed = the.bed(fake)) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.reasoning.toString()).isEqualTo(FakeServer.KEPT.get(0));
      assertThat(client.finishes).doesNotContain("stop");
      assertThat(fake.continuations).isEmpty();
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fault_ofTheContinuation_clientGetsAnAnswerAllTheSame(Case the) {
    for (Fault fault : List.of(Fault.REFUSED, Fault.RESET, Fault.SILENT)) {
      FakeServer fake = the.server().get();
      fake.fault = fault;
      if (the.isInPlace()) {
        continue; // has faults of its own, see StopMethodTest
      }
      try (ProxyBed bed = the.bed(fake, 400)) {
        ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

        assertThat(client.content.toString()).as("%s", fault).isEqualTo(FakeServer.ANSWER_TEXT);
        assertThat(client.reasoning.toString()).startsWith(FakeServer.KEPT_TEXT);
        assertThat(client.finishes).containsExactly("stop");
        assertThat(client.terminators).isEqualTo(1);
        assertThat(bed.proxy.savings().cut()).isEmpty();
        assertThat(bed.proxy.savings().failedContinuations()).isEqualTo(1);
        boolean overlaps = the.kind().overlaps() && the.kind() != ServerKind.LLAMA;
        assertThat(fake.questions).hasSize(overlaps ? 1 : 2);
        await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void disconnect_inTheThinking_upstreamSeesIt(Case the) throws Exception {
    FakeServer fake = the.server().get();
    try (ProxyBed bed = withoutBudget(the, fake)) {
      var response = await(bed.openChat(HttpVersion.HTTP_1_1));

      response.request().reset();

      assertThat(take(fake.abandoned)).isEqualTo("/v1/chat/completions");
      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void disconnect_whileTheContinuationIsAwaited_everythingIsBrokenOff(Case the) throws Exception {
    FakeServer fake = the.server().get();
    fake.fault = Fault.SILENT;
    if (the.isInPlace()) {
      return; // there is nothing to wait for
    }
    try (ProxyBed bed = the.bed(fake, 600_000)) {
      var response = await(bed.openChat(HttpVersion.HTTP_1_1));
      Asked continuation = take(fake.continuations);

      response.request().reset();

      await().untilAsserted(() -> assertThat(fake.abandoned).contains(continuation.path()));
      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void disconnect_inTheContinuation_everythingIsBrokenOff(Case the) throws Exception {
    FakeServer fake = the.server().get();
    fake.continuationStaysOpen = true;
    if (the.isInPlace()) {
      return; // there is one stream, see disconnect_inTheThinking_upstreamSeesIt
    }
    try (ProxyBed bed = the.bed(fake)) {
      BlockingQueue<Buffer> pieces = new LinkedBlockingQueue<>();
      var response = await(bed.openChat(HttpVersion.HTTP_2));
      response.handler(pieces::add).resume();
      Buffer got = Buffer.buffer();
      while (!got.toString().contains(FakeServer.ANSWER.get(0))) {
        got.appendBuffer(take(pieces));
      }
      assertThat(take(fake.abandoned)).isEqualTo("/v1/chat/completions");
      Asked continuation = take(fake.continuations);

      response.request().reset();

      List<String> left = new ArrayList<>();
      left.add(take(fake.abandoned));
      assertThat(left).containsExactly(continuation.path());
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  private static ProxyBed withoutBudget(Case the, FakeServer fake) {
    return new ProxyBed(
        fake,
        settings ->
            settings
                .set("upstream-kind", the.kind().label())
                .set("stop-method", the.method().label()));
  }
}
