package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.local.EngineBed;
import dev.pith.ragcache.generate.GeneratorSettings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Votes over a model in the proxy's own process. */
class SearchEngineTest {

  private static final String QUESTION =
      "Facts: Ned has 29 tokens. Sofia leads Ned by 5 tokens. How many tokens does Sofia have?";

  @Test
  void chat_smallModel_countsEveryTokenAndLeavesNothingRunning() {
    try (EngineBed model = EngineBed.small();
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, settings -> {})) {
      JsonObject body = bed.chat(question(8)).body().toJsonObject();

      JsonObject report = body.getJsonObject("pith").getJsonObject("search");
      assertThat(body.getJsonArray("choices")).hasSize(1);
      assertThat(report.getInteger("started")).isEqualTo(8);
      assertThat(report.getInteger("finished") + report.getInteger("cancelled")).isEqualTo(8);
      await().until(() -> model.stats().running() + model.stats().queued() == 0);
      int kept = report.getInteger("kept_tokens");
      int lost = report.getInteger("lost_tokens");
      assertThat(body.getJsonObject("usage").getInteger("completion_tokens"))
          .isEqualTo(kept + lost);
      assertThat(model.stats().generatedTokens())
          .as("a cancelled branch costs no step more than it was read")
          .isBetween((long) kept + lost, (long) kept + lost + 8 * 16);
    }
  }

  @Test
  void chat_probes_settleWhileAllBranchesThink() {
    try (EngineBed model = EngineBed.scripted(SearchEngineTest::think, settings -> settings);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, settings -> {})) {
      JsonObject wish =
          new JsonObject()
              .put("probes", true)
              .put("probeWeight", 1)
              .put("first", 4)
              .put("warmUp", 1)
              .put("equalProbes", 2)
              .put("minFinished", 0)
              .put("confidence", 0.8)
              .put("hold", 1)
              .put("stepTokens", 32);
      AtomicReference<JsonObject> answered = new AtomicReference<>();
      await()
          .until(
              () -> {
                answered.set(bed.chat(question(4, wish)).body().toJsonObject());
                return !report(answered.get()).containsKey("probes");
              });

      JsonObject report = report(answered.get());
      assertThat(report.getString("answer")).isEqualTo("391");
      assertThat(report.getString("reason")).isEqualTo("settled");
      assertThat(report.getInteger("cancelled")).as("one is written to its end").isEqualTo(3);
      await().until(() -> model.stats().running() + model.stats().queued() == 0);
      JsonObject probes = page(bed).getJsonObject("detectors");
      assertThat(probes.getInteger("probes")).isPositive();
      assertThat(probes.getJsonObject("failures")).isEmpty();
      assertThat(page(bed).getJsonObject("search").getInteger("probeTokens")).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void client_leaves_everyGenerationEndsAndItsKvIsFree(boolean probes) {
    UnaryOperator<GeneratorSettings> noCache = settings -> settings.withPrefixCache(false);
    try (EngineBed model = EngineBed.scripted(written -> written + "On and on. ", noCache);
        ProxyBed bed = ProxyBed.before(model.vertx, model.upstream, settings -> {})) {
      var response =
          await(
              bed.open(
                  HttpVersion.HTTP_1_1,
                  HttpMethod.POST,
                  "/v1/chat/completions",
                  Map.of(),
                  question(6, wish(6).put("probes", probes)).put("stream", true).toBuffer()));
      await().until(() -> model.stats().running() >= 6);

      await(response.request().reset());

      await().until(() -> model.stats().kvBytes() == 0);
      assertThat(model.stats().cancelled()).isBetween(6L, probes ? 12L : 6L);
      await().until(() -> bed.proxy.activeRequests() == 0);
    }
  }

  private static JsonObject page(ProxyBed bed) {
    return bed.send(HttpMethod.GET, StatusPage.PATH, Map.of(), null).body().toJsonObject();
  }

  private static JsonObject report(JsonObject answer) {
    return answer.getJsonObject("pith").getJsonObject("search");
  }

  /** Thinks at great length, and answers wherever its thinking is closed. */
  private static String think(String written) {
    int end = written.indexOf("</think>");
    if (end < 0) {
      return "<think>\n" + "So it is 391. Wait, once more. ".repeat(200) + "</think>";
    }
    return written.substring(0, end + 8) + "\n\nThe final answer is 391.";
  }

  private static JsonObject wish(int n) {
    return new JsonObject()
        .put("first", n)
        .put("confidence", 0.8)
        .put("hold", 1)
        .put("stepTokens", 8);
  }

  private static JsonObject question(int n) {
    return question(n, wish(n));
  }

  private static JsonObject question(int n, JsonObject wish) {
    return new JsonObject()
        .put("model", "m")
        .put("n", n)
        .put("temperature", 0.8)
        .put("pith", new JsonObject().put("search", wish))
        .put(
            "messages",
            new JsonArray().add(new JsonObject().put("role", "user").put("content", QUESTION)));
  }
}
