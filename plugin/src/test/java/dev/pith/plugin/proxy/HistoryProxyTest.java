package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.take;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.fake.FakeLlama;
import dev.pith.plugin.fake.FakeServer;
import dev.pith.plugin.fake.FakeSglang;
import dev.pith.plugin.fake.FakeVllm;
import dev.pith.plugin.local.EngineBed;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
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

  @ParameterizedTest
  @CsvSource({"llama, true", "llama, false", "vllm, true", "vllm, false", "sglang, true"})
  void prune_templateOfTheServer_decidesWhetherItHelps(String kind, boolean leavesOut)
      throws Exception {
    FakeServer fake =
        switch (kind) {
          case "llama" -> new FakeLlama();
          case "vllm" -> new FakeVllm();
          default -> new FakeSglang();
        };
    fake.leavesThoughtsOut = leavesOut;
    fake.endsItself = true;
    try (ProxyBed bed =
        new ProxyBed(
            fake,
            settings ->
                settings
                    .set("mode", "shadow")
                    .set("upstream-kind", kind)
                    .set("history", "prune")
                    .set("history-resends", 100))) {
      JsonObject history = new JsonObject();
      await()
          .until(
              () -> {
                ask(bed, "/v1/chat/completions", "shadow");
                history.mergeIn(
                    bed.send(HttpMethod.GET, "/pith/status", Map.of(), null)
                        .body()
                        .toJsonObject()
                        .getJsonObject("history"));
                return history.getLong(leavesOut ? "leftOutByTemplate" : "pruned") >= 2;
              });
      assertThat(history.getLong("leftOutByTemplate") > 0).isEqualTo(leavesOut);
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

  @Test
  void prune_surprisalThatTheServerTold_decidesWhichStepsStay() throws Exception {
    List<String> steps = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      steps.add("Step " + step + " goes on for a while without saying anything of weight.");
    }
    String thought = String.join("\n\n", steps);
    StringBuilder stream = new StringBuilder();
    for (int step = 0; step < 20; step++) {
      String text = step == 0 ? steps.get(0) : "\n\n" + steps.get(step);
      stream.append(likely(text, step == 4 || step == 9 ? -6 : -0.01));
    }
    Handler<HttpServerRequest> model =
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      received.add(body);
                      request
                          .response()
                          .putHeader("content-type", "text/event-stream")
                          .end(stream + delta("content", "this") + finish("stop") + done());
                    });
    try (ProxyBed bed =
        new ProxyBed(
            model,
            prune ->
                prune
                    .set("mode", "shadow")
                    .set("history", "prune")
                    .set("history-resends", 100)
                    .set("history-scoring", "surprisal"))) {
      JsonObject first =
          new JsonObject()
              .put("model", "m")
              .put("stream", true)
              .put("messages", new JsonArray().add(user("what?")));
      ask(bed, "/v1/chat/completions", "shadow", first.toBuffer());
      take(received);

      ask(bed, "/v1/chat/completions", "shadow", body(thought));

      String sent =
          take(received)
              .toJsonObject()
              .getJsonArray("messages")
              .getJsonObject(1)
              .getString("reasoning_content");
      assertThat(sent.split("\n\n"))
          .contains(steps.get(0), steps.get(4), steps.get(9), steps.get(19))
          .hasSizeLessThan(9);
      JsonObject captures =
          bed.send(HttpMethod.GET, "/pith/status", Map.of(), null)
              .body()
              .toJsonObject()
              .getJsonObject("history")
              .getJsonObject("captures");
      assertThat(captures.getLong("traces")).isEqualTo(1);
      assertThat(captures.getLong("found")).isEqualTo(1);
    }
  }

  @Test
  void prune_surprisal_asksTheEngineForLogProbsAndHidesThem() {
    try (EngineBed model =
            EngineBed.scripted(prompt -> "<think>\nOne.\n\nTwo.\n</think>\n\nThree.", s -> s);
        ProxyBed bed =
            ProxyBed.before(
                model.vertx,
                model.upstream,
                settings -> settings.set("history", "prune").set("history-scoring", "surprisal"))) {
      ProxyBed.Reply reply = bed.chat(ChatTrimTest.question(true));

      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("auto");
      assertThat(ClientTranscript.of(reply.body()).content.toString().strip()).isEqualTo("Three.");
      assertThat(reply.body().toString()).doesNotContain("\"logprob\"");
      JsonObject history =
          bed.send(HttpMethod.GET, "/pith/status", Map.of(), null)
              .body()
              .toJsonObject()
              .getJsonObject("history");
      assertThat(history.getLong("captured")).isEqualTo(1);
      assertThat(history.getJsonObject("captures").getLong("steps")).isEqualTo(2);
    }
  }

  private static String likely(String text, double logProb) {
    JsonObject token = new JsonObject().put("token", text).put("logprob", logProb);
    JsonObject choice =
        new JsonObject()
            .put("index", 0)
            .put("delta", new JsonObject().put("reasoning_content", text))
            .put("logprobs", new JsonObject().put("content", new JsonArray().add(token)));
    return "data: " + new JsonObject().put("choices", new JsonArray().add(choice)) + "\n\n";
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
    return ask(bed, route, mode, body());
  }

  private static ProxyBed.Reply ask(ProxyBed bed, String route, String mode, Buffer body) {
    return bed.send(
        HttpMethod.POST,
        route,
        Map.of("content-type", "application/json", "x-pith-mode", mode),
        body);
  }

  private static Buffer body() {
    return body(THOUGHT);
  }

  private static Buffer body(String thought) {
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
                        .put("reasoning_content", thought)
                        .put("content", "this"))
                .add(user("and now?")))
        .toBuffer();
  }

  private static JsonObject user(String text) {
    return new JsonObject().put("role", "user").put("content", text);
  }
}
