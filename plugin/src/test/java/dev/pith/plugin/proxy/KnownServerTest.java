package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.fake.FakeGeneric;
import dev.pith.plugin.fake.FakeLlama;
import dev.pith.plugin.fake.FakeServer;
import dev.pith.plugin.fake.FakeSglang;
import dev.pith.plugin.fake.FakeVllm;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with chunks follows what the server was found to be. */
class KnownServerTest {
  private static final String RESPONSES = "/v1/responses";
  private static final String MESSAGES = "/v1/messages";
  private static final String A = "<doc>" + "A is told. ".repeat(90) + "</doc>";
  private static final String B = "<doc>" + "B is told. ".repeat(90) + "</doc>";

  @ParameterizedTest
  @CsvSource({"llama, shadow", "llama, auto", "vllm, shadow", "sglang, shadow"})
  void auto_engineIsFound_itsChunksMoveOnEveryRoute(String kind, String mode) throws Exception {
    FakeServer fake =
        switch (kind) {
          case "llama" -> new FakeLlama();
          case "vllm" -> new FakeVllm();
          default -> new FakeSglang();
        };
    fake.endsItself = true;
    try (ProxyBed bed = bed(fake, mode, "order")) {
      await().until(() -> rag(bed).getString("server").equals(kind));

      assertThat(sentSecond(bed, fake, RESPONSES)).startsWith(A + "\n" + B);
      assertThat(sentSecond(bed, fake, MESSAGES)).startsWith(A + "\n" + B);
    }
  }

  @Test
  void auto_anyServerIsFound_reasoningKeepsItsPrompt() throws Exception {
    FakeGeneric fake = new FakeGeneric();
    fake.endsItself = true;
    try (ProxyBed bed = bed(fake, "shadow", "order")) {
      await()
          .until(
              () -> page(bed).getJsonObject("stopMethods").getString("server").equals("generic"));

      assertThat(rag(bed).getString("server")).isEqualTo("generic");
      assertThat(sentSecond(bed, fake, RESPONSES)).startsWith(B + "\n" + A);
      assertThat(sentSecond(bed, fake, MESSAGES)).startsWith(B + "\n" + A);
    }
  }

  /** It would be found to be a llama-server, if it said anything to who has no key. */
  @Test
  void auto_serverDoesNotSay_isTakenForAnyServer() throws Exception {
    FakeLlama fake = new FakeLlama();
    fake.endsItself = true;
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (ProxyBed bed = bed(refusingGets(fake, asked), "shadow", "order")) {
      assertThat(sentSecond(bed, fake, RESPONSES)).startsWith(B + "\n" + A);
      assertThat(sentSecond(bed, fake, MESSAGES)).startsWith(B + "\n" + A);

      assertThat(take(asked)).isNotEmpty();
      assertThat(rag(bed).getString("server")).isEqualTo("generic");
      assertThat(page(bed).getJsonObject("stopMethods").getString("server"))
          .isEqualTo("not known yet");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "measure"})
  void auto_nothingIsDoneWithChunks_nobodyIsAsked(String rag) throws Exception {
    FakeLlama fake = new FakeLlama();
    fake.endsItself = true;
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (ProxyBed bed = bed(refusingGets(fake, asked), "shadow", rag)) {
      for (int i = 0; i < 3; i++) {
        bed.chat(ChatTrimTest.question(true));
      }

      assertThat(asked).isEmpty();
    }
  }

  private static Handler<HttpServerRequest> refusingGets(
      FakeServer fake, BlockingQueue<String> asked) {
    return request -> {
      if (request.method().equals(HttpMethod.GET)) {
        asked.add(request.path());
        request.response().setStatusCode(401).end("{}");
      } else {
        fake.handle(request);
      }
    };
  }

  private static ProxyBed bed(Handler<HttpServerRequest> server, String mode, String rag) {
    return new ProxyBed(
        server,
        settings ->
            settings
                .set("mode", mode)
                .set("rag", rag)
                .set("rag-max-distance", "1")
                .set("upstream-kind", "auto")
                .set("stop-method", "auto")
                .set("probe-live", "never"));
  }

  /** Sends two chunks in one order and then in the other one, and returns what came second. */
  private static String sentSecond(ProxyBed bed, FakeServer fake, String path) throws Exception {
    sent(bed, fake, path, A + "\n" + B + "\n\none?");
    return sent(bed, fake, path, B + "\n" + A + "\n\ntwo?");
  }

  private static String sent(ProxyBed bed, FakeServer fake, String path, String text)
      throws Exception {
    JsonObject question = fake.question(true);
    if (path.equals(RESPONSES)) {
      question.remove("messages");
      question.put("input", text);
    } else {
      question.put("max_tokens", 99);
      question.getJsonArray("messages").getJsonObject(0).put("content", text);
    }
    bed.send(
        HttpMethod.POST, path, Map.of("content-type", "application/json"), question.toBuffer());
    JsonObject body = take(fake.questions).body();
    return path.equals(RESPONSES)
        ? body.getString("input")
        : body.getJsonArray("messages").getJsonObject(0).getString("content");
  }

  private static JsonObject page(ProxyBed bed) {
    return bed.send(HttpMethod.GET, "/pith/status", Map.of(), null).body().toJsonObject();
  }

  private static JsonObject rag(ProxyBed bed) {
    return page(bed).getJsonObject("rag");
  }
}
