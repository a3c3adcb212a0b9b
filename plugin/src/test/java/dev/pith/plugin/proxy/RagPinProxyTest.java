package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.fake.FakeAnthropic;
import dev.pith.plugin.fake.FakeLlama;
import dev.pith.plugin.fake.FakeOpenAi;
import dev.pith.plugin.fake.FakeOpenAiResponses;
import dev.pith.plugin.fake.FakeServer;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that say where the server has cached them, on the wires of fake servers. */
class RagPinProxyTest {
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  @ParameterizedTest
  @CsvSource({"shadow, true", "shadow, false", "auto, true", "auto, false"})
  void llama_conversations_keepTheirSlots(String mode, boolean stream) throws Exception {
    FakeLlama fake = endsItself(new FakeLlama());
    try (ProxyBed bed = bed(fake, "llama", mode)) {
      learnSlots(bed, fake);

      int one = slot(bed, fake, ask(stream, "one"));
      int two = slot(bed, fake, ask(stream, "two"));

      assertThat(Set.of(one, two)).isSubsetOf(0, 1, 2, 3).hasSize(2);
      assertThat(slot(bed, fake, ask(stream, "one"))).isEqualTo(one);
      assertThat(slot(bed, fake, ask(stream, "two"))).isEqualTo(two);
      assertThat(bed.proxy.savings().ownFailures()).isZero();
    }
  }

  @Test
  void llama_slotIsBusy_theRequestGoesWithoutAndTheSlotComesFree() throws Exception {
    FakeLlama fake = endsItself(new FakeLlama());
    try (ProxyBed bed = bed(fake, "llama", "shadow")) {
      learnSlots(bed, fake);
      int own = slot(bed, fake, ask(true, "one"));
      fake.endsItself = false; // it stays in the middle of its thinking
      HttpClientResponse open =
          await(
              bed.open(
                  HttpVersion.HTTP_1_1,
                  HttpMethod.POST,
                  fake.path(),
                  JSON,
                  ask(true, "one").toBuffer()));
      assertThat(take(fake.questions).body().getInteger("id_slot")).isEqualTo(own);
      fake.endsItself = true;

      bed.send(HttpMethod.POST, fake.path(), JSON, ask(true, "one").toBuffer());

      assertThat(take(fake.questions).body().containsKey("id_slot")).isFalse();
      open.request().reset();
      assertThat(take(fake.abandoned)).isEqualTo(fake.path());
      assertThat(slot(bed, fake, ask(true, "one"))).isEqualTo(own);
    }
  }

  @ParameterizedTest
  @CsvSource({"shadow, true", "shadow, false", "auto, true", "auto, false"})
  void refusal_ofWhatIsAdded_isSentWithoutAndNeverAgain(String mode, boolean stream)
      throws Exception {
    FakeOpenAi fake = endsItself(new FakeOpenAi());
    fake.refuses = "prompt_cache_key";
    try (ProxyBed bed = bed(fake, "openai", mode)) {
      ProxyBed.Reply first = bed.chat(ask(stream, "one"));
      ProxyBed.Reply second = bed.chat(ask(stream, "two"));

      assertThat(first.status()).isEqualTo(200);
      assertThat(second.status()).isEqualTo(200);
      assertThat(fake.refused).hasSize(1);
      assertThat(fake.questions).hasSize(2);
      JsonObject rag = rag(bed);
      assertThat(rag.getLong("pinned")).isEqualTo(1);
      assertThat(rag.getLong("pinsRefused")).isEqualTo(1);
      assertThat(rag.getJsonArray("refused")).isEqualTo(new JsonArray().add("prompt_cache_key"));
    }
  }

  @Test
  void refusal_ofTheRequestItself_isTheClientsAndNothingIsLearnt() throws Exception {
    FakeOpenAi fake = endsItself(new FakeOpenAi());
    fake.refuses = "model";
    try (ProxyBed bed = bed(fake, "openai", "shadow")) {
      ProxyBed.Reply reply = bed.chat(ask(true, "one"));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body().toString()).contains("unknown member model");
      assertThat(rag(bed).getLong("pinsRefused")).isZero();
      assertThat(rag(bed).getJsonArray("refused")).isEmpty();
    }
  }

  @Test
  void responses_ofOpenAi_haveAKeyAndTheirAnswerPasses() throws Exception {
    FakeOpenAiResponses fake = endsItself(new FakeOpenAiResponses());
    try (ProxyBed bed = bed(fake, "openai", "shadow")) {
      Buffer question = fake.question(true).toBuffer();

      ProxyBed.Reply reply = bed.send(HttpMethod.POST, fake.path(), JSON, question);

      assertThat(reply.body().toString()).isEqualTo(fake.whole());
      JsonObject sent = take(fake.questions).body();
      assertThat((String) sent.remove("prompt_cache_key")).startsWith("pith-");
      assertThat(sent).isEqualTo(question.toJsonObject());
    }
  }

  @Test
  void messages_refusedMark_areSentAsTheyWere() throws Exception {
    FakeAnthropic fake = endsItself(new FakeAnthropic());
    JsonObject question = fake.question(true);
    question
        .getJsonArray("messages")
        .add(new JsonObject().put("role", "assistant").put("content", "so ".repeat(2_000)))
        .add(new JsonObject().put("role", "user").put("content", "Go on."));
    fake.refuses = "cache_control";
    try (ProxyBed bed = bed(fake, "anthropic", "shadow")) {
      ProxyBed.Reply reply = bed.send(HttpMethod.POST, fake.path(), JSON, question.toBuffer());

      assertThat(reply.status()).isEqualTo(200);
      assertThat(take(fake.refused).body().getJsonObject("cache_control"))
          .isEqualTo(new JsonObject().put("type", "ephemeral"));
      assertThat(take(fake.questions).body()).isEqualTo(question);
    }
  }

  @Test
  void pin_off_bytesArriveAsTheyWereSent() throws Exception {
    BlockingQueue<Buffer> received = new LinkedBlockingQueue<>();
    Handler<HttpServerRequest> server =
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      received.add(body);
                      request.response().putHeader("content-type", "application/json").end("{}");
                    });
    for (String kind : new String[] {"openai", "anthropic", "llama"}) {
      try (ProxyBed bed =
          new ProxyBed(
              server,
              settings ->
                  settings
                      .set("mode", "shadow")
                      .set("rag", "order")
                      .set("upstream-kind", kind)
                      .set("stop-method", "auto"))) {
        Buffer odd = Buffer.buffer("{ \"model\":\"m\" ,\"x\":1.0,\"messages\":[]}\n");
        for (String route : new String[] {"chat/completions", "messages", "responses"}) {
          bed.send(HttpMethod.POST, "/v1/" + route, JSON, odd);

          assertThat(take(received)).isEqualTo(odd);
        }
        assertThat(received).as("nobody asked for slots").isEmpty();
      }
    }
  }

  private static <T extends FakeServer> T endsItself(T fake) {
    fake.endsItself = true;
    return fake;
  }

  private static ProxyBed bed(Handler<HttpServerRequest> server, String kind, String mode) {
    return new ProxyBed(
        server,
        settings ->
            settings
                .set("mode", mode)
                .set("rag", "order")
                .set("rag-pin", "true")
                .set("upstream-kind", kind)
                .set("stop-method", "auto")
                .set("probe-live", "never"));
  }

  /** Asks until the proxy knows the slots, which it finds out beside the requests. */
  private static void learnSlots(ProxyBed bed, FakeServer fake) throws Exception {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 1_000 && !seen.contains(4); i++) {
      bed.chat(ask(true, "wake"));
      take(fake.questions);
      seen.add(rag(bed).getInteger("slots"));
    }
    assertThat(seen).as("slots of the server").contains(4);
  }

  private static int slot(ProxyBed bed, FakeServer fake, JsonObject question) throws Exception {
    bed.send(HttpMethod.POST, fake.path(), JSON, question.toBuffer());
    return take(fake.questions).body().getInteger("id_slot", -1);
  }

  private static JsonObject ask(boolean stream, String question) {
    JsonObject body = ChatTrimTest.question(stream);
    body.getJsonArray("messages").getJsonObject(0).put("content", question);
    return body;
  }

  private static JsonObject rag(ProxyBed bed) {
    return bed.send(HttpMethod.GET, "/pith/status", Map.of(), null)
        .body()
        .toJsonObject()
        .getJsonObject("rag");
  }
}
