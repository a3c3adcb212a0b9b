package dev.pith.plugin.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.local.EngineBed;
import dev.pith.plugin.local.EngineWire;
import dev.pith.plugin.local.ScriptedModels;
import dev.pith.plugin.local.ToolTemplates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thinking that is cut before a call of a tool: the call is made all the same. */
class EngineToolsProxyTest {

  private static final String CALL =
      "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Bonn\"}}\n</tool_call>";
  private static final String THINKING = "They ask for the weather. ".repeat(200);

  @ParameterizedTest
  @ValueSource(strings = {"chat-prefill", "in-place-end"})
  void chat_cutBeforeACall_hasTheCallOnce(String method) {
    try (EngineBed engine =
            EngineBed.of(
                ScriptedModels.of(
                    ToolTemplates.TAGGED,
                    (conversation, written) -> write(written),
                    settings -> settings));
        ProxyBed bed =
            ProxyBed.before(
                engine.vertx,
                new EngineWire(engine, ServerKind.EMBEDDED),
                settings ->
                    settings
                        .set("upstream-kind", "auto")
                        .set("stop-method", method)
                        .set("trim-thinking-budget-tokens", 50))) {
      String stream = bed.chat(question()).body().toString();
      ClientTranscript client = ClientTranscript.of(bed.chat(question()).body());

      assertThat(client.reports).hasSize(1);
      assertThat(client.reasoning.length()).isBetween(50, THINKING.length() / 4);
      assertThat(client.finishes).containsExactly("tool_calls");
      assertThat(client.content.toString().strip()).isEmpty();
      assertThat(client.errors).isEmpty();
      assertThat(stream.split("\"tool_calls\":\\[", -1)).hasSize(2);
      assertThat(stream).contains("\"arguments\":\"{\\\"city\\\":\\\"Bonn\\\"}\"");
    }
  }

  private static String write(String written) {
    int closed = written.indexOf("</think>");
    return closed >= 0
        ? written.substring(0, closed) + "</think>\n\n" + CALL
        : "<think>\n" + THINKING + "</think>\n\n" + CALL;
  }

  private static JsonObject question() {
    return new JsonObject()
        .put("model", "m")
        .put("stream", true)
        .put(
            "messages",
            new JsonArray()
                .add(new JsonObject().put("role", "user").put("content", "Weather in Bonn?")))
        .put(
            "tools",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("type", "function")
                        .put("function", new JsonObject().put("name", "weather"))));
  }
}
