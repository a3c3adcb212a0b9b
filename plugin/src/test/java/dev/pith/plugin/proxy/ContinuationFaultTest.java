package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.reset;
import static dev.pith.plugin.proxy.ScriptedModel.silent;
import static dev.pith.plugin.proxy.ScriptedModel.status;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.pith.plugin.savings.SavingsSnapshot;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A cut that does not work out is taken back: the first call goes on where it was held. */
class ContinuationFaultTest {

  private static final Consumer<ProxySettings.Builder> CUT_EARLY =
      settings ->
          settings.set("trim-thinking-budget-tokens", 5).set("continuation-deadline-ms", 300);

  private static final String UP_TO_THE_CUT =
      delta("role", "assistant")
          + delta("reasoning_content", "Three fives are fifteen. Is")
          + delta("reasoning_content", " that so?");

  private static final String REST =
      delta("reasoning_content", " Yes, it is.") + delta("content", "15") + finish("stop") + done();

  static Stream<Arguments> faults() {
    return Stream.of(
        argumentSet("refused", status(400, "{\"error\":{}}"), "continuation-refused"),
        argumentSet("server error", status(500, "oops"), "continuation-refused"),
        argumentSet("one body", status(200, "{}"), "continuation-not-a-stream"),
        argumentSet("reset", reset(), "continuation-broken"),
        argumentSet("silent", silent(), "continuation-timeout"),
        argumentSet("empty", complete(done()), "continuation-empty"),
        argumentSet("no text", complete(finish("stop") + done()), "continuation-empty"),
        argumentSet("thinks again", unfinished(delta("content", "<think>\nHmm")), "thinks-again"),
        argumentSet("doubts", unfinished(delta("content", "Wait, no")), "thinks-again"),
        argumentSet("keep-alives only", unfinished(": ping\n\n: ping\n\n"), "continuation-timeout"),
        argumentSet(
            "error event",
            complete("data: {\"error\":{\"message\":\"full\"}}\n\n"),
            "continuation-broken"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void cut_continuationFails_firstStreamGoesOnWhereItWasHeld(
      ScriptedModel.Script fault, String reason) {
    ScriptedModel model = heldUntilAskedToGoOn(fault);
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      SavingsSnapshot savings = bed.proxy.savings();
      assertThat(reply.body()).isEqualTo(Buffer.buffer(UP_TO_THE_CUT + REST));
      assertThat(model.continuations).hasSize(1);
      assertThat(savings.failedContinuations()).isEqualTo(1);
      assertThat(savings.observed()).containsOnly(Map.entry(reason, 1L));
      assertThat(savings.cut()).isEmpty();
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
    }
  }

  @Test
  void cut_continuationFailsForWholeAnswer_bodyIsTheUntrimmedOne() {
    ScriptedModel model = heldUntilAskedToGoOn(status(400, "{}"));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(false));

      var message = reply.body().toJsonObject().getJsonArray("choices").getJsonObject(0);
      assertThat(message.getJsonObject("message").getString("content")).isEqualTo("15");
      assertThat(message.getJsonObject("message").getString("reasoning_content"))
          .endsWith(" that so? Yes, it is.");
    }
  }

  @Test
  void cut_firstCallBreaksWhileHeldAndContinuationFails_clientSeesNoCleanEnd() throws Exception {
    AtomicReference<HttpServerResponse> first = new AtomicReference<>();
    ScriptedModel model =
        new ScriptedModel(
            response -> {
              first.set(response);
              unfinished(UP_TO_THE_CUT).accept(response);
            },
            response -> {
              first.get().reset();
              status(500, "oops").accept(response);
            });
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      BlockingQueue<Object> end = ProxyBed.outcome(bed.readChat());

      assertThat(take(end)).isInstanceOf(Exception.class);
      assertThat(bed.proxy.savings().observed()).containsEntry("continuation-refused", 1L);
    }
  }

  @Test
  void cut_firstCallBreaksWhileHeld_continuationIsTheAnswer() {
    AtomicReference<HttpServerResponse> first = new AtomicReference<>();
    ScriptedModel model =
        new ScriptedModel(
            response -> {
              first.set(response);
              unfinished(UP_TO_THE_CUT).accept(response);
            },
            response -> {
              first.get().reset();
              complete(delta("content", "15") + finish("stop") + done()).accept(response);
            });
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).isEqualTo("15");
      assertThat(client.terminators).isEqualTo(1);
    }
  }

  @Test
  void cut_continuationBreaksAfterItsFirstWord_clientGetsAnErrorEvent() {
    ScriptedModel model =
        new ScriptedModel(
            unfinished(UP_TO_THE_CUT),
            response ->
                response
                    .write(delta("content", "The answer"))
                    .onSuccess(written -> response.reset()));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).isEqualTo("The answer");
      assertThat(client.errors).hasSize(1);
      assertThat(client.terminators).isZero();
    }
  }

  @Test
  void cut_answerInOneChunkWithItsEnd_isTaken() {
    String chunk =
        delta("content", "15").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"");
    ScriptedModel model = new ScriptedModel(unfinished(UP_TO_THE_CUT), complete(chunk + done()));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).isEqualTo("15");
      assertThat(client.finishes).containsExactly("stop");
    }
  }

  @Test
  void cut_continuationWhoseTransferNeverEnds_isBrokenOff() throws Exception {
    ScriptedModel model =
        new ScriptedModel(
            unfinished(UP_TO_THE_CUT),
            unfinished(delta("content", "15") + finish("stop") + done()));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).isEqualTo("15");
      assertThat(take(model.abandoned)).isEqualTo("question");
      assertThat(take(model.abandoned)).isEqualTo("continuation");
    }
  }

  @Test
  void cut_onceFailed_isNotTriedAgainInThatStream() {
    String long1 = delta("reasoning_content", "One more thing to look at. ".repeat(20));
    AtomicReference<HttpServerResponse> first = new AtomicReference<>();
    ScriptedModel model =
        new ScriptedModel(
            response -> {
              first.set(response);
              unfinished(UP_TO_THE_CUT).accept(response);
            },
            response -> {
              first.get().write(long1);
              first.get().end(REST);
              status(400, "{}").accept(response);
            });
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.body()).isEqualTo(Buffer.buffer(UP_TO_THE_CUT + long1 + REST));
      assertThat(model.continuations).hasSize(1);
    }
  }

  @Test
  void cut_clientLeavesWhileTheContinuationIsWaitedFor_bothCallsAreBrokenOff() throws Exception {
    ScriptedModel model = new ScriptedModel(unfinished(UP_TO_THE_CUT), silent());
    try (ProxyBed bed =
        new ProxyBed(model, CUT_EARLY.andThen(s -> s.set("continuation-deadline-ms", 600_000)))) {
      var response = await(bed.openChat(HttpVersion.HTTP_1_1));
      take(model.continuations);

      response.request().reset();

      String one = take(model.abandoned);
      assertThat(List.of(one, take(model.abandoned)))
          .containsExactlyInAnyOrder("question", "continuation");
      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      await().untilAsserted(() -> assertThat(bed.proxy.activeRequests()).isZero());
      assertThat(bed.proxy.savings().observed()).containsEntry("client-gone", 1L);
    }
  }

  @Test
  void cut_clientLeavesInTheContinuation_itIsBrokenOff() throws Exception {
    ScriptedModel model =
        new ScriptedModel(unfinished(UP_TO_THE_CUT), unfinished(delta("content", "The ans")));
    try (ProxyBed bed = new ProxyBed(model, CUT_EARLY)) {
      BlockingQueue<Buffer> pieces = new LinkedBlockingQueue<>();
      var response = await(bed.openChat(HttpVersion.HTTP_2));
      response.handler(pieces::add).resume();
      Buffer got = Buffer.buffer();
      while (!got.toString().contains("The ans")) {
        got.appendBuffer(take(pieces));
      }
      assertThat(take(model.abandoned)).isEqualTo("question");

      response.request().reset();

      assertThat(take(model.abandoned)).isEqualTo("continuation");
      await().untilAsserted(() -> assertThat(bed.upstreamConnections).hasValue(0));
      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
    }
  }

  /** The rest of the first stream is sent when the proxy has stopped reading it. */
  private static ScriptedModel heldUntilAskedToGoOn(ScriptedModel.Script continuation) {
    AtomicReference<HttpServerResponse> first = new AtomicReference<>();
    return new ScriptedModel(
        response -> {
          first.set(response);
          unfinished(UP_TO_THE_CUT).accept(response);
        },
        response -> {
          first.get().end(REST);
          continuation.accept(response);
        });
  }
}
