package dev.pith.verifier.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.verifier.anchor.AnchorModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;

class ChatAnchorModelTest {

  @Test
  void ask_answer_isWithoutItsThinkingAndTellsItsCost() throws Exception {
    MockResponse reply =
        FakeServer.ok(
            """
            {"choices": [{"message": {"content": "<think>\\nHm.\\n</think>\\n\\n[2, 3]"},
              "finish_reason": "stop"}], "usage": {"total_tokens": 71}}
            """);

    assertThat(ask(reply)).contains(new AnchorModel.Answer("[2, 3]", OptionalLong.of(71)));
  }

  @Test
  void ask_answerCutByItsLength_isAnAbstention() throws Exception {
    MockResponse reply =
        FakeServer.ok(
            "{\"choices\":[{\"message\":{\"content\":\"[2,\"},\"finish_reason\":\"length\"}]}");

    assertThat(ask(reply)).isEmpty();
  }

  @Test
  void ask_serverThatFails_fails() throws Exception {
    try (FakeServer server = new FakeServer(request -> FakeServer.refusal(500));
        ChatAnchorModel model = model(server)) {
      assertThat(model.ask("q", 0, 10))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("status 500");
    }
  }

  @Test
  void ask_sendsOneMessage() throws Exception {
    try (FakeServer server = new FakeServer(request -> FakeServer.refusal(500));
        ChatAnchorModel model = model(server)) {
      model.ask("Which?", 0.5, 10).handle((answer, failure) -> true).get(20, TimeUnit.SECONDS);

      assertThat(server.paths()).containsExactly("/v1/chat/completions");
      assertThat(server.requests().get(0).getBody().utf8())
          .contains("\"content\":\"Which?\"", "\"temperature\":0.5", "\"max_tokens\":10");
    }
  }

  private static Optional<AnchorModel.Answer> ask(MockResponse reply) throws IOException {
    try (FakeServer server = new FakeServer(request -> reply);
        ChatAnchorModel model = model(server)) {
      return model.ask("q", 0, 10).orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  private static ChatAnchorModel model(FakeServer server) {
    return new ChatAnchorModel(
        ModelVerifierSettings.builder(server.url(), "m").deadline(Duration.ofSeconds(20)).build());
  }
}
