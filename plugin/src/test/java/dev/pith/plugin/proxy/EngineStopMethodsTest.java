package dev.pith.plugin.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.local.EngineBed;
import dev.pith.plugin.local.EngineOracle;
import dev.pith.plugin.local.EngineWire;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The model that comes with Pith behind the wire of every kind of server, stopped by each of their
 * methods: its answer is the one that the engine itself gives behind the same thinking and ending.
 */
class EngineStopMethodsTest {

  private static final ContinuationShape SHAPE = ContinuationShape.THINK_TAGS;
  private static final String HEAD = "**Final Answer**\n\n";
  private static final String GUIDE = Guidance.english().after("Thinking.", Cut.Ending.FORCED);

  /** What an engine that ends a thinking writes before the end tag. */
  private static final String CLOSING = SHAPE.close(GUIDE).replace(SHAPE.endTag() + "\n\n", "");

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final EngineBed ALONE = EngineBed.small();
  private static final EngineOracle ENGINE = new EngineOracle(ALONE, question());

  private final EngineBed model = EngineBed.small();

  @AfterEach
  void close() {
    model.close();
  }

  @AfterAll
  static void closeAlone() {
    ALONE.close();
  }

  @ParameterizedTest
  @CsvSource({
    "llama, in-place-end, /v1/chat/completions/control",
    "llama, chat-prefill, /v1/chat/completions",
    "llama, text-continue, /completion",
    "vllm, token-continue, /v1/completions",
    "vllm, chat-prefill, /v1/chat/completions",
    "sglang, chat-prefill, /v1/chat/completions",
    "sglang, token-continue, /v1/completions",
    "ollama, chat-prefill, /api/chat",
    "ollama, text-continue, /api/generate",
    "deepseek, chat-prefill, /beta/chat/completions",
    "generic, chat-prefill, /v1/chat/completions",
    "embedded, chat-prefill, /v1/chat/completions",
    "embedded, in-place-end, /v1/chat/completions/control"
  })
  void chat_thinkingBeyondItsBudget_answersAsTheEngineDoesBehindIt(
      String kind, String method, String path) {
    ServerKind server = ServerKind.valueOf(kind.toUpperCase(Locale.ROOT));
    EngineWire wire = new EngineWire(model, server);
    try (ProxyBed bed = ProxyBed.before(model.vertx, wire, cutting(kind, method))) {
      ClientTranscript client = ClientTranscript.of(bed.chat(question()).body());

      JsonObject report = client.reports.get(0);
      String thought = client.reasoning.toString();
      boolean inPlace = method.equals("in-place-end");
      String kept =
          inPlace
              ? thought.substring(0, thought.length() - CLOSING.length())
              : thought.substring(0, report.getInteger("at_chars"));
      assertThat(ENGINE.thinking).startsWith(kept);
      assertThat(kept.length()).isBetween(20, ENGINE.thinking.length() / 2);
      assertThat(thought).startsWith(kept).endsWith(inPlace ? CLOSING : GUIDE);
      assertThat(thought.length()).isLessThanOrEqualTo(kept.length() + CLOSING.length());
      EngineOracle.Answer expected = expected(kind, method, kept, thought);
      boolean headed = method.equals("chat-prefill") && kind.matches("ollama|deepseek");
      assertThat(client.content.toString().strip())
          .isEqualTo(((headed ? HEAD : "") + expected.text()).strip());
      assertThat(wire.logProbs).endsWith(expected.logProbs().toArray(Double[]::new));
      assertThat(client.ids).hasSize(1);
      assertThat(client.finishes).containsExactly("stop");
      // Nothing is counted on the streams of Ollama and DeepSeek, and unknown is not zero.
      assertThat(client.usages).hasSize(kind.matches("ollama|deepseek") ? 0 : 1);
      assertThat(client.terminators).isEqualTo(1);
      assertThat(client.errors).isEmpty();
      assertThat(StopMethod.valueOf(report.getString("method")).label()).isEqualTo(method);
      assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
      assertThat(wire.paths).endsWith(path);
      await().until(() -> model.stats().running() == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama, in-place-end chat-prefill text-continue",
    "vllm, token-continue chat-prefill",
    "sglang, chat-prefill token-continue",
    "ollama, chat-prefill text-continue",
    "generic, chat-prefill"
  })
  void probe_serverNotKnown_provesWhatTheModelDoes(String kind, String methods) {
    EngineWire wire = new EngineWire(model, ServerKind.valueOf(kind.toUpperCase(Locale.ROOT)));
    try (ProxyBed bed =
        ProxyBed.before(
            model.vertx,
            wire,
            settings ->
                settings
                    .set("upstream-kind", "auto")
                    .set("stop-method", "auto")
                    .set("probe-live", "always"))) {
      bed.chat(question());

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(usable(bed))
                      .as(models(bed).encode())
                      .containsExactly(methods.split(" ")));
      assertThat(models(bed).getJsonObject(0).getString("uses")).isEqualTo(usable(bed).get(0));
    }
  }

  private static List<String> usable(ProxyBed bed) {
    return models(bed).stream()
        .map(JsonObject.class::cast)
        .limit(1)
        .flatMap(model -> model.getJsonArray("methods", new JsonArray()).stream())
        .map(JsonObject.class::cast)
        .filter(method -> method.getBoolean("usable"))
        .map(method -> method.getString("method"))
        .toList();
  }

  private static JsonArray models(ProxyBed bed) {
    return bed.send(HttpMethod.GET, StatusPage.PATH, Map.of(), null)
        .body()
        .toJsonObject()
        .getJsonObject("stopMethods")
        .getJsonArray("models");
  }

  /** Returns what the engine answers by itself when its thinking ends like this. */
  private static EngineOracle.Answer expected(
      String kind, String method, String kept, String thought) {
    return switch (method) {
      case "in-place-end" -> ENGINE.answerBehindTokens(kept, GUIDE);
      case "token-continue" ->
          kind.equals("vllm")
              ? ENGINE.answerBehindTokens(kept, GUIDE)
              : ENGINE.answerBehindText(SHAPE.wrap(thought)); // its ids are made of text
      case "chat-prefill" ->
          switch (kind) {
            case "ollama" -> ENGINE.answerBehindText(EngineWire.ollama(thought, HEAD));
            case "deepseek" -> ENGINE.answerBehindText(SHAPE.wrap(thought) + HEAD);
            default -> ENGINE.answerBehindText(SHAPE.wrap(thought));
          };
      default -> ENGINE.answerBehindText(SHAPE.wrap(thought));
    };
  }

  private static Consumer<ProxySettings.Builder> cutting(String kind, String method) {
    return settings ->
        settings
            .set("upstream-kind", kind.equals("embedded") ? "auto" : kind)
            .set("stop-method", method)
            .set("trim-thinking-budget-tokens", 20);
  }

  private static JsonObject question() {
    JsonObject user =
        new JsonObject()
            .put("role", "user")
            .put(
                "content",
                "Facts: Amy has 4 books. Dan leads Amy by 3 books. Eve trails Dan by 2 books. How"
                    + " many books does Eve have?");
    return new JsonObject()
        .put("model", "pith-small")
        .put("messages", new JsonArray().add(user))
        .put("temperature", 0)
        .put("max_tokens", 900)
        .put("stream", true)
        .put("stream_options", new JsonObject().put("include_usage", true));
  }
}
