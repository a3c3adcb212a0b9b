package dev.pith.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pith.plugin.upstream.UpstreamCall;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running answer whose thinking is ended from outside. */
class ReasoningControlTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String CONTROL = CHAT + "/control";
  private static final String WORDS = "\n\nThat is enough.\n";
  private static final String ANSWERING = "<think>No.</think> On and on. ";
  private static final String ANSWER = "It is 2.";

  private final EngineBed bed = EngineBed.scripted(ReasoningControlTest::think, s -> s);

  @AfterEach
  void stop() {
    bed.close();
  }

  @Test
  void control_thinking_endsWithTheWordsAndIsAnswered() {
    OpenCall call = bed.open(CHAT, armed());

    assertThat(end(idOf(call))).isEqualTo(new JsonObject().put("success", true));

    Transcript stream = Transcript.of(EngineBed.await(call.end));
    assertThat(stream.reasoning.toString()).startsWith("Hm").endsWith(WORDS);
    assertThat(stream.content.toString().strip()).isEqualTo(ANSWER);
    assertThat(stream.finishes).containsExactly("stop");
    assertThat(stream.ids).hasSize(1);
    await().until(() -> bed.stats().running() == 0);
  }

  @Test
  void control_severalChoices_allEnd() {
    OpenCall call = bed.open(CHAT, armed().put("n", 2));

    assertThat(end(idOf(call)).getBoolean("success")).isTrue();

    Transcript stream = Transcript.of(EngineBed.await(call.end));
    assertThat(stream.finishes).containsExactly("stop", "stop");
  }

  @Test
  void control_twice_wordsComeOnce() {
    OpenCall call = bed.open(CHAT, armed());
    String id = idOf(call);

    end(id);
    end(id);

    String thought = Transcript.of(EngineBed.await(call.end)).reasoning.toString();
    assertThat(thought.indexOf(WORDS)).isEqualTo(thought.length() - WORDS.length());
  }

  @Test
  void control_thinkingIsOver_changesNothing() {
    JsonObject question = armed();
    question
        .getJsonArray("messages")
        .add(new JsonObject().put("role", "assistant").put("content", ANSWERING));
    OpenCall answering = bed.open(CHAT, question.put("continue_final_message", true));

    assertThat(end(idOf(answering)).getString("message"))
        .isEqualTo("the answer is not in its thinking");

    answering.onContext(UpstreamCall::cancel);
  }

  @Test
  void control_notArmed_saysNo() {
    OpenCall call = bed.open(CHAT, EngineUpstreamTest.question().put("stream", true));

    JsonObject reply = end(idOf(call));

    assertThat(reply.getBoolean("success")).isFalse();
    assertThat(reply.getString("message")).contains("reasoning_control");
    call.onContext(UpstreamCall::cancel);
  }

  @Test
  void control_answerIsOver_saysNo() {
    OpenCall call = bed.open(CHAT, armed());
    String id = idOf(call);
    end(id);
    EngineBed.await(call.end);

    assertThat(end(id).getBoolean("success")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{}", "{\"id\":5}", "{\"id\":\"a\"}", "{\"id\":\"a\",\"action\":\"stop\"}"})
  void control_badRequest_isA400(String body) {
    assertThat(bed.call(HttpMethod.POST, CONTROL, Buffer.buffer(body)).status()).isEqualTo(400);
  }

  @Test
  void control_otherMethod_isA405() {
    assertThat(bed.call(HttpMethod.GET, CONTROL, Buffer.buffer()).status()).isEqualTo(405);
  }

  private JsonObject end(String id) {
    return bed.post(CONTROL, new JsonObject().put("id", id).put("action", "reasoning_end")).json();
  }

  private static JsonObject armed() {
    return EngineUpstreamTest.question()
        .put("stream", true)
        .put("reasoning_control", true)
        .put("reasoning_budget_message", WORDS);
  }

  /** Returns the id of a stream when it has some text. */
  private static String idOf(OpenCall call) {
    await().until(() -> call.soFar().split("data: ").length > 4);
    String stream = call.soFar();
    int id = stream.indexOf("\"id\":\"") + 6;
    return stream.substring(id, stream.indexOf('"', id));
  }

  /** Thinks until it is stopped, and answers then. */
  private static String think(String written) {
    if (written.startsWith(ANSWERING)) {
      return written + "Hm. ";
    }
    int end = written.indexOf("</think>");
    if (end < 0) {
      return "<think>" + "Hm. ".repeat(written.length() / 4 + 2);
    }
    return written.substring(0, end + 8) + "\n\n" + ANSWER;
  }
}
