package dev.pith.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The routes on a model that thinks before it answers. */
class EngineThinkingTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String THOUGHT = "\nOne and one. END?\n";
  private static final String ANSWER = "\n\nIt is 2. END of it.";

  private EngineBed bed;

  @BeforeEach
  void start() {
    bed =
        EngineBed.scripted(
            written -> {
              int end = written.indexOf("</think>");
              String thought =
                  end < 0 ? "<think>" + THOUGHT + "</think>" : written.substring(0, end + 8);
              return thought + ANSWER;
            },
            settings -> settings);
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  @Test
  void chat_thinking_isApartAndCounted() {
    JsonObject body = bed.post(CHAT, EngineUpstreamTest.question()).json();

    JsonObject message = message(body);
    JsonObject usage = body.getJsonObject("usage");
    assertThat(message.getString("reasoning_content")).isEqualTo(THOUGHT);
    assertThat(message.getString("content")).isEqualTo(ANSWER);
    int reasoning = usage.getJsonObject("completion_tokens_details").getInteger("reasoning_tokens");
    assertThat(reasoning).isBetween(10, THOUGHT.length() + 2);
    assertThat(usage.getInteger("completion_tokens")).isGreaterThan(reasoning + 10);
  }

  @Test
  void stream_thinking_saysTheSameInItsOwnMember() {
    Transcript stream =
        Transcript.of(bed.post(CHAT, EngineUpstreamTest.question().put("stream", true)).body());

    assertThat(stream.reasoning.toString()).isEqualTo(THOUGHT);
    assertThat(stream.content.toString()).isEqualTo(ANSWER);
    assertThat(stream.finishes).containsExactly("stop");
  }

  @Test
  void chat_limitInsideTheThinking_hasNoContent() {
    JsonObject body = bed.post(CHAT, EngineUpstreamTest.question().put("max_tokens", 5)).json();

    assertThat(message(body).getValue("content")).isNull();
    assertThat(message(body).getString("reasoning_content")).startsWith("\nOne");
  }

  @Test
  void chat_stopText_countsInTheAnswerAlone() {
    JsonObject ask = EngineUpstreamTest.question().put("stop", new JsonArray().add("END"));

    JsonObject body = bed.post(CHAT, ask).json();

    assertThat(message(body).getString("reasoning_content")).isEqualTo(THOUGHT);
    assertThat(message(body).getString("content")).isEqualTo("\n\nIt is 2. ");
  }

  @Test
  void chat_stopTextInAnEndlessAnswer_endsTheGeneration() {
    try (EngineBed endless =
        EngineBed.scripted(text -> "so it goes ".repeat(text.length() + 1), s -> s)) {
      JsonObject ask = EngineUpstreamTest.question().put("stop", "goes so");

      JsonObject body = endless.post(CHAT, ask).json();

      assertThat(message(body).getString("content")).isEqualTo("so it ");
      await().until(() -> endless.stats().running() == 0);
      assertThat(endless.stats().cancelled()).isEqualTo(1);
    }
  }

  @Test
  void text_thinking_isText() {
    JsonObject ask =
        new JsonObject().put("prompt", "<|im_start|>assistant\n").put("max_tokens", 200);

    JsonObject choice =
        bed.post("/v1/completions", ask).json().getJsonArray("choices").getJsonObject(0);

    assertThat(choice.getString("text")).isEqualTo("<think>" + THOUGHT + "</think>" + ANSWER);
  }

  @Test
  void chat_closedThinkingToGoOnFrom_isAnsweredFromItsKv() {
    JsonObject ask = EngineUpstreamTest.question();
    JsonObject first = bed.post(CHAT, ask.copy()).json();
    JsonObject goOn = EngineUpstreamTest.question();
    goOn.getJsonArray("messages")
        .add(
            new JsonObject()
                .put("role", "assistant")
                .put("content", "<think>" + THOUGHT + "</think>\n\n"));
    goOn.put("continue_final_message", true).put("add_generation_prompt", false);

    JsonObject second = bed.post(CHAT, goOn).json();

    assertThat(message(second).getString("content")).isEqualTo(ANSWER.strip());
    assertThat(message(second).containsKey("reasoning_content")).isFalse();
    int prompt = second.getJsonObject("usage").getInteger("prompt_tokens");
    assertThat(prompt).isGreaterThan(first.getJsonObject("usage").getInteger("prompt_tokens"));
    assertThat(EngineUpstreamTest.cachedTokens(second)).isGreaterThanOrEqualTo(prompt - 2);
  }

  @Test
  void chat_openThinkingToGoOnFrom_isThoughtFurther() {
    JsonObject goOn = EngineUpstreamTest.question();
    goOn.getJsonArray("messages")
        .add(
            new JsonObject()
                .put("role", "assistant")
                .put("reasoning_content", "\nOne and")
                .put("content", ""));
    goOn.put("continue_final_message", true);

    JsonObject body = bed.post(CHAT, goOn).json();

    assertThat(message(body).getString("reasoning_content")).isEqualTo(" one. END?\n");
    assertThat(message(body).getString("content")).isEqualTo(ANSWER);
  }

  private static JsonObject message(JsonObject body) {
    return body.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
  }
}
