package dev.pith.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.upstream.UpstreamCall;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong behind the routes, and clients that leave or wait. */
class EngineFaultTest {

  private static final String CHAT = "/v1/chat/completions";

  @Test
  void stream_engineFailsInTheMiddle_endsWithAnErrorEvent() {
    try (EngineBed bed = EngineBed.scripted(EngineFaultTest::breakAfterThree, s -> s)) {
      EngineBed.Reply reply = bed.post(CHAT, EngineUpstreamTest.question().put("stream", true));

      Transcript stream = Transcript.of(reply.body());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(stream.content.toString()).isEqualTo("abc");
      assertThat(stream.errors).hasSize(1);
      assertThat(stream.errors.get(0).getString("code")).isEqualTo("engine_failed");
      assertThat(stream.errors.get(0).getString("message")).doesNotContain("planted");
      assertThat(stream.finishes).isEmpty();
      assertThat(stream.terminators).isEqualTo(1);
    }
  }

  @Test
  void chat_engineFails_isA500() {
    try (EngineBed bed = EngineBed.scripted(EngineFaultTest::breakAfterThree, s -> s)) {
      EngineBed.Reply reply = bed.post(CHAT, EngineUpstreamTest.question().put("n", 2));

      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.json().getJsonObject("error").getString("code")).isEqualTo("engine_failed");
      await().until(() -> bed.stats().running() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void chat_tooManyWait_isA503BeforeAnyHead(boolean streamed) {
    try (EngineBed bed =
        EngineBed.scripted(EngineFaultTest::neverEnd, s -> s.withMaxRunning(1).withMaxQueued(1))) {
      bed.open(CHAT, EngineUpstreamTest.question());
      await().until(() -> bed.stats().running() == 1);
      bed.open(CHAT, EngineUpstreamTest.question());
      await().until(() -> bed.stats().queued() == 1);

      EngineBed.Reply reply = bed.post(CHAT, EngineUpstreamTest.question().put("stream", streamed));

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.json().getJsonObject("error").getString("code")).isEqualTo("overloaded");
    }
  }

  @Test
  void chat_severalChoicesOfWhichOneIsRefused_areAllGivenUp() {
    try (EngineBed bed =
        EngineBed.scripted(EngineFaultTest::neverEnd, s -> s.withMaxRunning(1).withMaxQueued(1))) {
      EngineBed.Reply reply = bed.post(CHAT, EngineUpstreamTest.question().put("n", 5));

      assertThat(reply.status()).isEqualTo(503);
      await().until(() -> bed.stats().running() == 0 && bed.stats().queued() == 0);
    }
  }

  @Test
  void cancel_inTheMiddle_freesKvAndNothingMoreIsHeard() {
    try (EngineBed bed =
        EngineBed.scripted(EngineFaultTest::neverEnd, s -> s.withPrefixCache(false))) {
      OpenCall call = bed.open(CHAT, EngineUpstreamTest.question().put("stream", true));
      await().until(() -> call.bytes() > 1_000);

      call.onContext(UpstreamCall::cancel);
      int heard = call.bytes();

      await().until(() -> bed.stats().kvBytes() == 0);
      assertThat(call.bytes()).isEqualTo(heard);
      assertThat(call.end.isComplete()).isFalse();
      assertThat(bed.stats().cancelled()).isEqualTo(1);
    }
  }

  @Test
  void cancel_beforeTheRequestIsRead_generatesNothing() {
    try (EngineBed bed = EngineBed.scripted(EngineFaultTest::neverEnd, s -> s)) {
      OpenCall call = new OpenCall(bed.vertx);
      Buffer question = EngineUpstreamTest.question().toBuffer();
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      call.start(
          listener -> {
            UpstreamCall made =
                bed.upstream.call(HttpMethod.POST, CHAT, headers, question, listener);
            made.cancel();
            return made;
          });
      bed.post(CHAT, EngineUpstreamTest.question().put("max_tokens", 1));

      assertThat(bed.stats().completed()).isEqualTo(1);
      assertThat(bed.stats().running()).isZero();
    }
  }

  @Test
  void pause_inTheMiddle_nothingIsHeardOrGeneratedUntilResumed() {
    try (EngineBed bed = EngineBed.scripted(EngineFaultTest::neverEnd, s -> s)) {
      OpenCall call = bed.open(CHAT, EngineUpstreamTest.question().put("stream", true));
      await().until(() -> call.bytes() > 1_000);

      call.onContext(UpstreamCall::pause);
      int heard = call.bytes();
      bed.post(CHAT, EngineUpstreamTest.question().put("max_tokens", 20));
      long generated = bed.stats().generatedTokens();
      bed.post(CHAT, EngineUpstreamTest.question().put("max_tokens", 20));

      assertThat(call.bytes()).isEqualTo(heard);
      assertThat(bed.stats().generatedTokens()).isEqualTo(generated + 20);
      call.onContext(UpstreamCall::resume);
      await().until(() -> call.bytes() > heard + 1_000);
    }
  }

  @Test
  void chat_manyAtOnce_areAllAnswered() {
    try (EngineBed bed = EngineBed.random()) {
      List<OpenCall> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        calls.add(
            bed.open(
                CHAT,
                EngineUpstreamTest.question("Number " + i)
                    .put("seed", i)
                    .put("max_tokens", 20)
                    .put("stream", i % 2 == 0)));
      }

      for (OpenCall call : calls) {
        Buffer body = EngineBed.await(call.end);
        assertThat(body.toString()).containsAnyOf("\"finish_reason\":\"length\"", "\"stop\"");
      }
      await().until(() -> bed.stats().running() == 0);
    }
  }

  @Test
  void close_whileGenerating_endsTheStreamWithAnError() {
    EngineBed bed = EngineBed.scripted(EngineFaultTest::neverEnd, s -> s);
    OpenCall call = bed.open(CHAT, EngineUpstreamTest.question().put("stream", true));
    await().until(() -> call.bytes() > 1_000);

    bed.model.close();

    Transcript stream = Transcript.of(EngineBed.await(call.end));
    assertThat(stream.errors)
        .extracting(error -> error.getString("code"))
        .containsExactly("stopped");
    EngineBed.Reply late = bed.post(CHAT, EngineUpstreamTest.question());
    assertThat(late.status()).isEqualTo(503);
    bed.close();
  }

  private static String neverEnd(String written) {
    return written + "On and on it goes. ";
  }

  private static String breakAfterThree(String written) {
    if (written.equals("abc")) {
      throw new IllegalStateException("planted");
    }
    return "abcdef";
  }
}
