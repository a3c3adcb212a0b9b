package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static dev.pith.plugin.proxy.ScriptedModel.complete;
import static dev.pith.plugin.proxy.ScriptedModel.delta;
import static dev.pith.plugin.proxy.ScriptedModel.done;
import static dev.pith.plugin.proxy.ScriptedModel.finish;
import static dev.pith.plugin.proxy.ScriptedModel.unfinished;
import static dev.pith.plugin.proxy.ScriptedModel.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.plugin.savings.Arm;
import dev.pith.plugin.savings.Holdout;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatSavingsTest {
  private static final Holdout HALF = new Holdout(0.5, "salt");
  private static final Consumer<ProxySettings.Builder> SETTINGS =
      settings ->
          settings
              .set("trim-thinking-budget-tokens", 20)
              .set("holdout", "0.5")
              .set("holdout-salt", "salt")
              .set("price-input", "1")
              .set("price-output", "4");

  /** Thinks for 120 tokens when nobody stops it. */
  private static final String WHOLE =
      delta("role", "assistant")
          + delta("reasoning_content", "Seventeen times twenty is 340. And seventeen times")
          + delta("reasoning_content", " three is 51. So it is 391. Wait, once more.")
          + delta("content", "**391**")
          + finish("stop")
          + usage(15, 120)
          + done();

  private static final String CONTINUATION =
      delta("role", "assistant")
          + delta("content", "**391**.")
          + finish("stop")
          + usage(60, 9)
          + done();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void chat_conversationHeldOut_isReadAndNotCut(boolean stream) {
    try (ProxyBed bed = new ProxyBed(model(), SETTINGS)) {
      ProxyBed.Reply reply = bed.chat(question(in(Arm.CONTROL), stream));

      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("observe;reason=holdout");
      assertThat(reply.body().toString()).contains("once more").doesNotContain("\"pith\"");
      assertThat(bed.proxy.savings().cut()).isEmpty();
      assertThat(bed.proxy.savings().wouldCut()).containsEntry("budget", 1L);
    }
  }

  @Test
  void chat_clientAsksForTrimming_isOnNoSide() {
    try (ProxyBed bed = new ProxyBed(model(), SETTINGS)) {
      JsonObject question = question(in(Arm.CONTROL), true);
      ProxyBed.Reply reply =
          bed.send(
              HttpMethod.POST,
              "/v1/chat/completions",
              Map.of("content-type", "application/json", "x-pith-mode", "auto"),
              question.toBuffer());

      assertThat(reply.headers().get("x-pith-trim")).isEqualTo("auto");
      assertThat(savings(bed).getJsonObject("measured").getJsonArray("strata")).isEmpty();
    }
  }

  @Test
  void savings_bothSides_areComparedAcrossARestart() throws IOException {
    Path ledger = folder.resolve("books/ledger.jsonl");
    Consumer<ProxySettings.Builder> kept = SETTINGS.andThen(s -> s.set("ledger", ledger));
    try (ProxyBed bed = new ProxyBed(model(), kept)) {
      ask(bed, Arm.CONTROL);
      await(bed.proxy.close());
    }
    ScriptedModel cut =
        new ScriptedModel(
            unfinished(ChatTrimTest.thinkingWithRunningUsage()), complete(CONTINUATION));
    try (ProxyBed bed = new ProxyBed(cut, kept)) {
      ask(bed, Arm.TREATED);
      JsonObject report = savings(bed);
      String metrics = bed.send(HttpMethod.GET, "/metrics", Map.of(), null).body().toString();

      JsonObject measured = report.getJsonObject("measured");
      assertThat(measured.getInteger("controlRequests")).isEqualTo(4);
      assertThat(measured.getInteger("treatedRequests")).isEqualTo(4);
      assertThat(measured.getJsonObject("percentSaved").getDouble("value"))
          .as("18 tokens were kept and 9 written, of 120")
          .isCloseTo(77.5, within(1e-9));
      JsonObject estimated = report.getJsonObject("estimated");
      assertThat(estimated.getJsonObject("continuationPromptTokens").getInteger("sum"))
          .isEqualTo(240);
      assertThat(estimated.getJsonObject("moneySaved").getDouble("value")).isPositive();
      assertThat(metrics)
          .contains("gen_ai_client_token_usage_tokens_count", "pith_holdout_saved_percent 77.5");
      await(bed.proxy.close());
    }
    List<String> lines = Files.readAllLines(ledger);
    assertThat(lines).hasSize(8).noneMatch(line -> line.contains("eventeen"));
  }

  private static void ask(ProxyBed bed, Arm arm) {
    for (int i = 0; i < 4; i++) {
      bed.chat(question(in(arm, i), true));
    }
  }

  private static ScriptedModel model() {
    return new ScriptedModel(complete(WHOLE), complete(CONTINUATION));
  }

  private static JsonObject savings(ProxyBed bed) {
    return bed.send(HttpMethod.GET, "/pith/savings", Map.of(), null).body().toJsonObject();
  }

  private static String in(Arm arm) {
    return in(arm, 0);
  }

  /** Returns a question of a conversation on this side, another one for every number. */
  private static String in(Arm arm, int number) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "What is 17 times 23? " + i)
        .filter(text -> HALF.arm(HALF.conversation("m", text)) == arm)
        .skip(number)
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject question(String text, boolean stream) {
    return new JsonObject()
        .put("model", "m")
        .put("stream", stream)
        .put(
            "messages",
            new JsonArray(
                Arrays.asList(new JsonObject().put("role", "user").put("content", text))));
  }
}
