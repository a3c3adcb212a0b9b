package dev.pith.plugin.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.local.EngineBed;
import dev.pith.plugin.local.EngineWire;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The embedded engine behind the wire of other servers, stopped by each of their methods. */
class EngineStopMethodsTest {

  private static final String KEPT =
      "\nSeventeen times twenty is 340. And seventeen times three is 51. ";
  private static final String DROPPED = "So it is 391. Wait, check that once more. ".repeat(40);
  private static final String ANSWER = "The product is **391**.";

  @ParameterizedTest
  @CsvSource({
    "vllm, token-continue, /v1/completions",
    "vllm, chat-prefill, /v1/chat/completions",
    "sglang, chat-prefill, /v1/chat/completions",
    "llama, text-continue, /completion",
    "ollama, text-continue, /api/generate"
  })
  void chat_thinkingBeyondItsBudget_goesOnByTheMethod(String kind, String method, String path) {
    try (EngineBed model = EngineBed.scripted(EngineStopMethodsTest::think, settings -> settings)) {
      EngineWire wire = new EngineWire(model);
      try (ProxyBed bed =
          ProxyBed.before(
              model.vertx,
              wire,
              settings ->
                  settings
                      .set("upstream-kind", kind)
                      .set("stop-method", method)
                      .set("trim-thinking-budget-tokens", 20))) {
        ClientTranscript client = ClientTranscript.of(bed.chat(ChatTrimTest.question(true)).body());

        assertThat(client.reasoning.toString()).startsWith(KEPT + "\n\n").doesNotContain("Wait");
        assertThat(client.content.toString().strip()).isEqualTo(ANSWER);
        assertThat(client.finishes).containsExactly("stop");
        assertThat(wire.paths).endsWith(path);
        assertThat(bed.proxy.savings().cut()).containsEntry("budget", 1L);
        await().until(() -> model.stats().running() == 0);
      }
    }
  }

  /** Thinks at length, and answers wherever its thinking is closed. */
  private static String think(String written) {
    int end = written.indexOf("</think>");
    String thought =
        end < 0 ? "<think>" + KEPT + DROPPED + "</think>" : written.substring(0, end + 8);
    String answer = "\n\n" + ANSWER;
    return thought + answer;
  }
}
