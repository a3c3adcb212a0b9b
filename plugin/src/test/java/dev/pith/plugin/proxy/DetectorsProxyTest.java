package dev.pith.plugin.proxy;

import static dev.pith.plugin.proxy.ProxyBed.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.fake.FakeLlama;
import dev.pith.plugin.fake.FakeOllama;
import dev.pith.plugin.fake.FakeServer;
import dev.pith.plugin.fake.FakeServer.ProbeFault;
import dev.pith.plugin.fake.FakeSglang;
import dev.pith.plugin.fake.FakeVllm;
import dev.pith.plugin.local.EngineBed;
import dev.pith.plugin.local.EngineWire;
import dev.pith.plugin.savings.RequestRecord;
import dev.pith.plugin.upstream.Upstream;
import dev.pith.verifier.detect.ProbeCost;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Detectors that probe the model server: on fakes of each kind, and on the embedded engine. */
class DetectorsProxyTest {

  private static final String OPENER = "The final answer is";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource({
    "llama, confidence",
    "llama, margin",
    "vllm, 'confidence,forced-answer,entropy,margin'",
    "vllm, entropy",
    "sglang, forced-answer",
    "sglang, 'confidence,margin'"
  })
  void chat_detectorsAgree_isCutAndTheProbesAreCounted(String kind, String detectors)
      throws Exception {
    FakeServer fake = server(kind);
    List<RequestRecord> records = new CopyOnWriteArrayList<>();
    try (ProxyBed bed = new ProxyBed(fake, settings(setting(kind), "chat-prefill", detectors))) {
      proven(bed, fake, true);
      bed.proxy.onAnswer(records::add);
      fake.endsItself = false;

      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).isEqualTo(FakeServer.ANSWER_TEXT);
      assertThat(client.reports.get(0).getString("reason")).isEqualTo("DETECTED");
      assertThat(bed.proxy.savings().cut()).containsEntry("detected", 1L);
      int places = places(detectors);
      assertThat(fake.probes).hasSize(1 + places);
      assertThat(take(fake.probes).body().getString("prompt")).endsWith(OPENER);
      assertThat(take(fake.probes).body().getString("prompt"))
          .startsWith("<|user|>17*23?<|assistant|>\n<think>\n" + FakeServer.KEPT_TEXT.strip());
      assertThat(records).hasSize(1);
      ProbeCost cost = records.get(0).use().probes();
      assertThat(cost.prompt().orElseThrow() - cost.cached().orElseThrow()).isEqualTo(10L * places);
      JsonObject costs = get(bed, SavingsPages.SAVINGS).getJsonObject("estimated");
      assertThat(costs.getJsonObject("probeOutputTokens").getLong("sum"))
          .isEqualTo(cost.output().orElseThrow());
      assertThat(bed.send(HttpMethod.GET, SavingsPages.METRICS, Map.of(), null).body().toString())
          .contains("pith_probe_tokens_total{");
    }
  }

  @ParameterizedTest
  @EnumSource(value = ProbeFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void chat_serverCannotBeProbed_isNotProbedAgain(ProbeFault fault) {
    FakeServer fake = new FakeVllm();
    fake.probeFault = fault;
    try (ProxyBed bed = new ProxyBed(fake, settings("vllm", "chat-prefill", "confidence"))) {
      proven(bed, fake, false);

      ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

      assertThat(client.content.toString()).isEqualTo(FakeServer.ANSWER_TEXT);
      assertThat(fake.probes).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(value = ProbeFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void chat_probesBeginToFail_answersAreWhole(ProbeFault fault) {
    FakeServer fake = new FakeVllm();
    List<RequestRecord> records = new CopyOnWriteArrayList<>();
    try (ProxyBed bed = new ProxyBed(fake, settings("vllm", "chat-prefill", "confidence"))) {
      proven(bed, fake, true);
      bed.proxy.onAnswer(records::add);
      fake.probeFault = fault;

      for (int i = 0; i < 8; i++) {
        ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());
        assertThat(client.content.toString()).isEqualTo(FakeServer.ANSWER_TEXT);
      }

      await().until(() -> !detectors(bed).getJsonObject("failures").isEmpty());
      assertThat(records.get(0).use().probes().computed()).as("nobody knows").isEmpty();
      assertThat(bed.proxy.savings().ownFailures()).isZero();
    }
  }

  @Test
  void chat_requestOffersTools_isNotProbed() {
    FakeServer fake = new FakeVllm();
    try (ProxyBed bed = new ProxyBed(fake, settings("vllm", "chat-prefill", "confidence"))) {
      proven(bed, fake, true);
      JsonObject tool =
          new JsonObject()
              .put("type", "function")
              .put("function", new JsonObject().put("name", "f"));

      bed.chat(ChatTrimTest.question(true).put("tools", new JsonArray().add(tool)));

      assertThat(fake.probes).as("the first one proved it").hasSize(1);
    }
  }

  @Test
  void status_kindWithoutProbes_saysSo() {
    FakeServer fake = new FakeOllama();
    try (ProxyBed bed = new ProxyBed(fake, settings("auto", "chat-prefill", "margin"))) {
      proven(bed, fake, false);

      assertThat(detectors(bed).encode()).contains("this kind of server has no probe");
      assertThat(detectors(bed).getJsonArray("detectors")).containsExactly("margin");
      assertThat(fake.probes).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "auto, chat-prefill, forced-answer",
    "auto, chat-prefill, confidence",
    "auto, chat-prefill, entropy",
    "sglang, chat-prefill, confidence",
    "vllm, token-continue, forced-answer",
    "vllm, chat-prefill, entropy"
  })
  void chat_embeddedEngine_isProbedAndCut(String kind, String method, String detectors) {
    try (EngineBed model = EngineBed.scripted(DetectorsProxyTest::think, settings -> settings)) {
      boolean embedded = kind.equals("auto");
      Upstream upstream =
          embedded
              ? model.upstream
              : new EngineWire(model, ServerKind.valueOf(kind.toUpperCase(Locale.ROOT)));
      try (ProxyBed bed =
          ProxyBed.before(model.vertx, upstream, settings(kind, method, detectors))) {
        AtomicReference<ClientTranscript> last = new AtomicReference<>();
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  last.set(ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body()));
                  return !last.get().reports.isEmpty();
                });

        ClientTranscript client = last.get();
        assertThat(client.content.toString().strip()).isEqualTo("The product is **391**.");
        assertThat(client.reports.get(0).getString("reason")).isEqualTo("DETECTED");
        assertThat(bed.proxy.savings().cut()).containsKey("detected");
        JsonObject status = detectors(bed);
        assertThat(status.getJsonObject("failures")).isEmpty();
        assertThat(status.getJsonObject("cachedTokens").getLong("sum")).isPositive();
        await().until(() -> model.stats().running() == 0);
      }
    }
  }

  /** Thinks at great length, and answers wherever its thinking is closed. */
  private static String think(String written) {
    int end = written.indexOf("</think>");
    if (end < 0) {
      return "<think>\n"
          + "So it is 391.\n\nWait, check that once more.\n\n".repeat(12)
          + "</think>";
    }
    String after = written.substring(end + 8).strip();
    return after.startsWith(OPENER)
        ? written.substring(0, written.indexOf(OPENER, end)) + OPENER + " 391.\n"
        : written.substring(0, end + 8) + "\n\nThe product is **391**.";
  }

  private static Consumer<ProxySettings.Builder> settings(
      String kind, String method, String detectors) {
    return settings ->
        settings
            .set("upstream-kind", kind)
            .set("stop-method", method)
            .set("probe-live", "always")
            .set("policy", "short")
            .set("trim-votes-needed", "1000")
            .set("trim-vote-window", "1000")
            .set("trim-stop-loops", "false")
            .set("detectors", detectors)
            .set("trim-check-pattern", "three is 51")
            .set("probe-gap-tokens", 15)
            .set("probe-patience", 1)
            .set("verifier-deadline-ms", 1_000);
  }

  /** Asks until it is found out whether the model can be probed. */
  private static void proven(ProxyBed bed, FakeServer fake, boolean usable) {
    fake.endsItself = true;
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonObject models = detectors(bed).getJsonObject("models");
              if (models.isEmpty()) {
                bed.chat(ChatTrimTest.question(true));
              }
              return !models.isEmpty() && !models.encode().contains("probe-not-finished");
            });
    assertThat(usable(bed)).isEqualTo(usable);
  }

  private static boolean usable(ProxyBed bed) {
    return detectors(bed).getJsonObject("models").stream()
        .allMatch(model -> ((JsonObject) model.getValue()).getBoolean("usable"));
  }

  private static JsonObject detectors(ProxyBed bed) {
    return get(bed, StatusPage.PATH).getJsonObject("detectors");
  }

  private static JsonObject get(ProxyBed bed, String path) {
    return bed.send(HttpMethod.GET, path, Map.of(), null).body().toJsonObject();
  }

  /** Forced answers and their confidence come from one place. */
  private static int places(String detectors) {
    boolean answer = detectors.contains("forced-answer") || detectors.contains("confidence");
    return (answer ? 1 : 0)
        + (detectors.contains("entropy") ? 1 : 0)
        + (detectors.contains("margin") ? 1 : 0);
  }

  /** How many calls llama-server runs at a time it must be asked. */
  private static String setting(String kind) {
    return kind.equals("llama") ? "auto" : kind;
  }

  private static FakeServer server(String kind) {
    return switch (kind) {
      case "llama" -> new FakeLlama();
      case "vllm" -> new FakeVllm();
      default -> new FakeSglang();
    };
  }
}
