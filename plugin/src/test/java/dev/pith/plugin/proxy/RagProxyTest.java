package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.event;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chunks of retrieved text in requests that pass the proxy. */
class RagProxyTest {
  private static final String A = element("A", 40);
  private static final String B = element("B", 60);
  private static final String C = element("C", 80);
  private static final String RANKING = "(Most relevant first, by position above: 2, 1, 3)";

  /** Bodies that arrived at the model server. */
  private final BlockingQueue<Buffer> received = new LinkedBlockingQueue<>();

  private JsonObject usage = usage().put("prompt_tokens_details", cached(512));

  @ParameterizedTest
  @CsvSource({
    "off, /v1/chat/completions",
    "measure, /v1/chat/completions",
    "off, /v1/messages",
    "measure, /v1/messages",
    "order, /v1/messages"
  })
  void request_notToBeChanged_arrivesAsItWasSent(String rag, String route) throws Exception {
    try (ProxyBed bed = bed(rag)) {
      for (String text : new String[] {A + "\n" + B + "\n" + C, B + "\n" + A + "\n" + C}) {
        Buffer odd =
            Buffer.buffer(
                "{ \"stream\":true ,\"x\":[1.0,\"\\u00e9\"], \"model\":\"m\",\"messages\":"
                    + "[{\"content\":\""
                    + text.replace("\n", "\\n")
                    + "\\n\\nq?\",\"role\":\"user\"}],"
                    + "\"pith\" : {\"chunks\":[]}}\n");

        ask(bed, route, odd, Map.of());

        assertThat(take(received)).isEqualTo(odd);
      }
      assertThat(bed.proxy.savings().ownFailures()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"shadow, true", "shadow, false", "auto, true", "auto, false"})
  void order_sameChunksAgain_arriveAsBefore(String mode, boolean stream) throws Exception {
    try (ProxyBed bed = bed("order")) {
      ask(bed, chat(stream, A + "\n" + B + "\n" + C), Map.of("x-pith-mode", mode));
      ask(bed, chat(stream, B + "\n" + A + "\n" + C), Map.of("x-pith-mode", mode));

      assertThat(content(take(received))).isEqualTo(A + "\n" + B + "\n" + C + "\n\nq?");
      assertThat(content(take(received)))
          .isEqualTo(A + "\n" + B + "\n" + C + "\n" + RANKING + "\n\nq?");
      assertThat(rag(bed).getLong("reordered")).isEqualTo(1);
    }
  }

  @Test
  void order_modeOffOrAnotherClient_arriveAsTheyWereSent() throws Exception {
    String swapped = B + "\n" + A + "\n" + C;
    try (ProxyBed bed = bed("order")) {
      ask(bed, chat(true, A + "\n" + B + "\n" + C), Map.of("authorization", "Bearer 1"));
      take(received);

      ask(bed, chat(true, swapped), Map.of("authorization", "Bearer 1", "x-pith-mode", "off"));
      assertThat(content(take(received))).isEqualTo(swapped + "\n\nq?");
      ask(bed, chat(true, swapped), Map.of("authorization", "Bearer 2"));
      assertThat(content(take(received))).isEqualTo(swapped + "\n\nq?");
    }
  }

  @Test
  void measure_serverTellsCachedTokens_areOnThePageAndInTheMetrics() throws Exception {
    try (ProxyBed bed = bed("measure")) {
      ask(bed, chat(true, A + "\n" + B), Map.of());
      ask(bed, chat(true, "no chunks"), Map.of());

      JsonObject rag = rag(bed);
      assertThat(rag.getString("mode")).isEqualTo("measure");
      assertThat(rag.getLong("requests")).isEqualTo(2);
      assertThat(rag.getLong("requestsWithChunks")).isEqualTo(1);
      assertThat(rag.getLong("chunks")).isEqualTo(2);
      assertThat(rag.getJsonObject("cacheRead").getLong("tokens")).isEqualTo(512);
      assertThat(rag.getJsonObject("promptOfRequestsWithChunks").getLong("tokens")).isEqualTo(900);
      assertThat(rag.getJsonObject("cacheWritten").getValue("tokens")).isEqualTo("not reported");
      String metrics = get(bed, "/metrics").toString();
      assertThat(metrics)
          .contains("pith_rag_chunks_total 2.0")
          .contains("pith_rag_server_tokens_total{part=\"cache_read\"} 512.0");
    }
  }

  @Test
  void measure_serverTellsNothing_isNotReportedAndNotZero() throws Exception {
    usage = usage();
    try (ProxyBed bed = bed("measure")) {
      ask(bed, chat(true, A + "\n" + B), Map.of());

      assertThat(rag(bed).getJsonObject("cacheRead").getValue("tokens")).isEqualTo("not reported");
    }
  }

  @Test
  void namedChunks_thatStandNowhere_areA400() throws Exception {
    Buffer body =
        new JsonObject(chat(true, A + "\n" + B))
            .put("pith", new JsonObject().put("chunks", new JsonArray().add("x").add("yy")))
            .toBuffer();
    try (ProxyBed bed = bed("order")) {
      ProxyBed.Reply reply = ask(bed, body, Map.of());

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body().toString()).contains("pith.chunks must all stand in one message");
      assertThat(received).isEmpty();
    }
    try (ProxyBed bed = bed("off")) {
      ask(bed, body, Map.of());

      assertThat(take(received)).isEqualTo(body);
    }
  }

  @Test
  void status_off_saysNothingOfChunks() {
    try (ProxyBed bed = bed("off")) {
      assertThat(get(bed, "/pith/status").toJsonObject().containsKey("rag")).isFalse();
      assertThat(get(bed, "/metrics").toString()).doesNotContain("pith_rag");
    }
  }

  private ProxyBed bed(String rag) {
    return new ProxyBed(
        this::recordAndAnswer, settings -> settings.set("mode", "shadow").set("rag", rag));
  }

  private void recordAndAnswer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              received.add(body);
              request
                  .response()
                  .putHeader("content-type", "text/event-stream")
                  .end(
                      delta("content", "yes")
                          + finish("stop")
                          + event(head().put("choices", new JsonArray()).put("usage", usage))
                          + done());
            });
  }

  private static ProxyBed.Reply ask(ProxyBed bed, Buffer body, Map<String, String> headers) {
    return ask(bed, "/v1/chat/completions", body, headers);
  }

  private static ProxyBed.Reply ask(
      ProxyBed bed, String route, Buffer body, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("content-type", "application/json");
    return bed.send(HttpMethod.POST, route, headers, body);
  }

  private static JsonObject rag(ProxyBed bed) {
    return get(bed, "/pith/status").toJsonObject().getJsonObject("rag");
  }

  private static Buffer get(ProxyBed bed, String path) {
    return bed.send(HttpMethod.GET, path, Map.of(), null).body();
  }

  private static Buffer chat(boolean stream, String chunks) {
    JsonObject question = ChatTrimTest.question(stream);
    question.getJsonArray("messages").getJsonObject(0).put("content", chunks + "\n\nq?");
    question.put("stream_options", new JsonObject().put("include_usage", true));
    return question.toBuffer();
  }

  private static String content(Buffer body) {
    return body.toJsonObject().getJsonArray("messages").getJsonObject(0).getString("content");
  }

  private static JsonObject usage() {
    return new JsonObject()
        .put("prompt_tokens", 900)
        .put("completion_tokens", 2)
        .put("total_tokens", 902);
  }

  private static JsonObject cached(long tokens) {
    return new JsonObject().put("cached_tokens", tokens);
  }

  private static String element(String name, int words) {
    return "<doc>" + (name + " is told. ").repeat(words).strip() + "</doc>";
  }
}
