package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reasoning of earlier turns in requests that pass the proxy. */
class HistoryProxyTest {

  private static final String THOUGHT =
      "Let me look at it.\n\n"
          + "So this step goes on for a while without saying anything of weight.\n\n".repeat(30)
          + "That is all.";

  /** Bodies that arrived at the model server. */
  private final BlockingQueue<Buffer> received = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @CsvSource({"shadow", "auto"})
  void prune_pastThought_arrivesInShortAndTheClientIsTold(String mode) throws Exception {
    try (ProxyBed bed = bed("prune")) {
      ProxyBed.Reply reply = ask(bed, "/v1/chat/completions", mode);

      JsonArray messages = take(received).toJsonObject().getJsonArray("messages");
      assertThat(messages.getJsonObject(1).getString("reasoning_content"))
          .startsWith("Let me look at it.")
          .endsWith("That is all.")
          .hasSizeLessThan(THOUGHT.length() / 2);
      assertThat(messages.getJsonObject(2)).isEqualTo(user("and now?"));
      assertThat(reply.headers().get("x-pith-history")).matches("pruned=1;tokens=[0-9]+");
      JsonObject status =
          bed.send(HttpMethod.GET, "/pith/status", Map.of(), null).body().toJsonObject();
      assertThat(status.getJsonObject("history").getLong("pruned")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "off, /v1/chat/completions, shadow",
    "measure, /v1/chat/completions, shadow",
    "prune, /v1/messages, shadow",
    "prune, /v1/responses, shadow",
    "prune, /v1/chat/completions, off"
  })
  void request_notToBeChanged_arrivesAsItWasSent(String history, String route, String mode)
      throws Exception {
    try (ProxyBed bed = bed(history)) {
      ProxyBed.Reply reply = ask(bed, route, mode);

      assertThat(take(received)).isEqualTo(body());
      assertThat(reply.headers().contains("x-pith-history")).isFalse();
    }
  }

  @Test
  void status_off_saysNothing() {
    try (ProxyBed bed = bed("off")) {
      JsonObject status =
          bed.send(HttpMethod.GET, "/pith/status", Map.of(), null).body().toJsonObject();

      assertThat(status.fieldNames()).contains("savings").doesNotContain("history");
    }
  }

  private ProxyBed bed(String history) {
    return new ProxyBed(
        this::recordAndAnswer,
        settings ->
            settings.set("mode", "shadow").set("history", history).set("history-resends", 100));
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
                  .end(delta("content", "yes") + finish("stop") + done());
            });
  }

  private static ProxyBed.Reply ask(ProxyBed bed, String route, String mode) {
    return bed.send(
        HttpMethod.POST,
        route,
        Map.of("content-type", "application/json", "x-pith-mode", mode),
        body());
  }

  private static Buffer body() {
    return new JsonObject()
        .put("model", "m")
        .put("stream", true)
        .put(
            "messages",
            new JsonArray()
                .add(user("what?"))
                .add(
                    new JsonObject()
                        .put("role", "assistant")
                        .put("reasoning_content", THOUGHT)
                        .put("content", "this"))
                .add(user("and now?")))
        .toBuffer();
  }

  private static JsonObject user(String text) {
    return new JsonObject().put("role", "user").put("content", text);
  }
}
