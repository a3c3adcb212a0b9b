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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

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
  void client_leaves_everyGenerationEndsAndItsKvIsFree() {
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
                  question(6).put("stream", true).toBuffer()));
      await().until(() -> model.stats().running() == 6);

      await(response.request().reset());

      await().until(() -> model.stats().kvBytes() == 0);
      assertThat(model.stats().cancelled()).isEqualTo(6);
      await().until(() -> bed.proxy.activeRequests() == 0);
    }
  }

  private static JsonObject question(int n) {
    JsonObject wish =
        new JsonObject().put("first", n).put("confidence", 0.8).put("hold", 1).put("stepTokens", 8);
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
