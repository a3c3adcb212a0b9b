package dev.pith.eval.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pith.plugin.session.Mode;
import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatClientTest {
  private static final String FINISH =
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
          + "\"pith\":{\"at_chars\":12,\"reason\":\"BUDGET\"}}\n\n";

  private final MockWebServer server = new MockWebServer();
  private ChatClient client;

  @BeforeEach
  void start() throws IOException {
    server.start();
    client = new ChatClient("http://127.0.0.1:" + server.getPort());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void stream_wholeReply_isTakenApart() throws Exception {
    enqueue(
        delta("reasoning_content", "One ")
            + delta("reasoning", "two.")
            + delta("content", "3")
            + FINISH
            + "data: {\"choices\":[],\"usage\":{\"completion_tokens_details\":"
            + "{\"reasoning_tokens\":7}}}\n\n"
            + "data: [DONE]\n\n");
    StringBuilder live = new StringBuilder();

    ChatReply reply =
        client.stream(
            "m",
            "Why?",
            "a/b#0",
            Mode.SHADOW,
            new ChatClient.Listener() {
              @Override
              public void onReasoning(String text) {
                live.append("r:").append(text);
              }

              @Override
              public void onAnswer(String text) {
                live.append("a:").append(text);
              }
            });

    assertThat(reply.reasoning()).isEqualTo("One two.");
    assertThat(reply.answer()).isEqualTo("3");
    assertThat(reply.finishReason()).isEqualTo("stop");
    assertThat(reply.reasoningTokens()).hasValue(7);
    assertThat(reply.pithNumber("/at_chars")).hasValue(12);
    assertThat(reply.pithNumber("/guide_tokens")).isEmpty();
    assertThat(live).hasToString("r:One r:two.a:3");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("x-replay-trace")).isEqualTo("a/b#0");
    assertThat(request.getHeaders().get("x-pith-mode")).isEqualTo("shadow");
  }

  @Test
  void stream_withoutTerminator_isBroken() {
    enqueue(delta("content", "3") + FINISH);

    assertBroken("[DONE]");
  }

  @Test
  void stream_withoutFinishReason_isBroken() {
    enqueue(delta("content", "3") + "data: [DONE]\n\n");

    assertBroken("finish reason");
  }

  @Test
  void stream_errorEvent_isBroken() {
    enqueue("data: {\"error\":{\"message\":\"went away\"}}\n\ndata: [DONE]\n\n");

    assertBroken("went away");
  }

  @Test
  void stream_notJson_isBroken() {
    enqueue("data: {\n\n" + FINISH + "data: [DONE]\n\n");

    assertBroken("broke");
  }

  @Test
  void stream_refusal_namesTheStatus() {
    server.enqueue(new MockResponse.Builder().code(404).body("no such trace").build());

    assertBroken("404");
  }

  @Test
  void stream_notAnEventStream_isBroken() {
    server.enqueue(new MockResponse.Builder().body("hello").build());

    assertBroken("broke");
  }

  private void assertBroken(String message) {
    assertThatIOException()
        .isThrownBy(() -> client.stream("m", "Why?", "k", Mode.OFF, ChatClient.Listener.silent()))
        .withMessageContaining(message);
  }

  private void enqueue(String events) {
    server.enqueue(
        new MockResponse.Builder()
            .setHeader("content-type", "text/event-stream")
            .body(events)
            .build());
  }

  private static String delta(String member, String text) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\""
        + member
        + "\":\""
        + text
        + "\"},\"finish_reason\":null}]}\n\n";
  }
}
