package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a request asks of the proxy by its headers. */
class ChatWishesTest {

  private static final String KEPT = "Seventeen times twenty is 340. And seventeen times three is ";
  private static final String THINKING =
      delta("reasoning_content", KEPT) + delta("reasoning_content", "51. So it is 391. Wait, ");
  private static final String CONTINUATION = delta("content", "391.") + finish("stop") + done();

  private final List<MultiMap> received = new CopyOnWriteArrayList<>();

  @Test
  void chat_thinkingBudget_isCutThereAndTheModelDoesNotHearOfIt() {
    try (ProxyBed bed = bed()) {
      ProxyBed.Reply reply = ask(bed, question(), Map.of("x-pith-thinking-budget", "20"));

      ClientTranscript client = ClientTranscript.of(reply.body());
      assertThat(client.reasoning.toString()).startsWith(KEPT + "51. ").doesNotContain("Wait");
      assertThat(client.content.toString()).isEqualTo("391.");
      assertThat(received).hasSize(2).noneMatch(head -> head.contains("x-pith-thinking-budget"));
    }
  }

  @Test
  void chat_budgetThatIsNoNumber_isA400() {
    try (ProxyBed bed = bed()) {
      ProxyBed.Reply reply = ask(bed, question(), Map.of("x-pith-thinking-budget", "few"));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body().toString()).contains("x-pith-thinking-budget").contains("'few'");
      assertThat(received).isEmpty();
    }
  }

  @Test
  void chat_seed_isTrimmedOnlyWhenTheClientAsksForTrimming() {
    try (ProxyBed bed = bed()) {
      JsonObject seeded = question().put("seed", 7);
      Map<String, String> budget = Map.of("x-pith-thinking-budget", "20");
      Map<String, String> asking = new HashMap<>(budget);
      asking.put("x-pith-mode", "auto");

      assertThat(ask(bed, seeded, asking).body().toString()).contains("391.");
      assertThat(bed.proxy.savings().passed()).doesNotContainKey("client-seed");
    }
    ScriptedModel whole =
        new ScriptedModel(complete(THINKING + CONTINUATION), complete(CONTINUATION));
    try (ProxyBed bed = new ProxyBed(whole)) {
      ask(bed, question().put("seed", 7), Map.of());

      assertThat(bed.proxy.savings().passed()).containsEntry("client-seed", 1L);
    }
  }

  private ProxyBed bed() {
    ScriptedModel model = new ScriptedModel(unfinished(THINKING), complete(CONTINUATION));
    return new ProxyBed(
        request -> {
          received.add(request.headers());
          model.handle(request);
        });
  }

  private static ProxyBed.Reply ask(ProxyBed bed, JsonObject question, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("content-type", "application/json");
    return bed.send(HttpMethod.POST, "/v1/chat/completions", headers, question.toBuffer());
  }

  private static JsonObject question() {
    return ChatTrimTest.question(true);
  }
}
