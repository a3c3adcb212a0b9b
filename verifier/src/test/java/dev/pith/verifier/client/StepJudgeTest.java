package dev.pith.verifier.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.verifier.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;

class StepJudgeTest {
  private static final String QUESTION = "How many pens?";
  private static final String THINKING = "<think>\nSix and six is 12.";
  private static final String YES =
      """
      {"choices":[{"logprobs":{"content":[{"token":"Yes","logprob":-0.2231,
        "top_logprobs":[{"token":"Yes","logprob":-0.2231},{"token":"No","logprob":-1.6094}]}]}}],
       "usage":{"prompt_tokens":40,"completion_tokens":1,
                "prompt_tokens_details":{"cached_tokens":32}}}
      """;

  @Test
  void stepIsRight_answer_isTheProbabilityOfYesAtTheWholePrice() throws Exception {
    try (FakeServer server = new FakeServer(request -> FakeServer.ok(YES));
        StepJudge judge = judge(server, true)) {
      Verdict verdict = join(judge.stepIsRight(QUESTION, THINKING));

      assertThat(verdict.pYes().orElseThrow()).isCloseTo(0.8, within(0.001));
      assertThat(verdict.tokens()).hasValue(41);
      assertThat(server.requests().get(0).getBody().utf8())
          .contains("\"role\":\"system\"", "Thinking: <think>", "Is the last step right?")
          .doesNotContain("assistant");
    }
  }

  @Test
  void stepIsRight_modelTrainedOnIt_findsTheThinkingInTheAnswerBefore() throws Exception {
    try (FakeServer server = new FakeServer(request -> FakeServer.ok(YES));
        StepJudge judge = judge(server, false)) {
      join(judge.stepIsRight(QUESTION, THINKING));

      assertThat(server.requests().get(0).getBody().utf8())
          .contains(
              "[{\"role\":\"user\",\"content\":\"How many pens?\"},"
                  + "{\"role\":\"assistant\",\"content\":\"<think>\\nSix and six is 12.\"},"
                  + "{\"role\":\"user\",\"content\":\"Is the last step right? Reply Yes or No.\"}]");
    }
  }

  @Test
  void stepIsRight_routesThatAreRefused_areLeftForTheNext() throws Exception {
    try (FakeServer server =
            new FakeServer(
                request ->
                    request.getUrl().encodedPath().endsWith("/chat/completions")
                        ? FakeServer.refusal(404)
                        : FakeServer.ok(
                            """
                            {"choices":[{"logprobs":{"tokens":[" No"],"token_logprobs":[-0.1],
                              "top_logprobs":[{" No":-0.1}]}}]}
                            """));
        StepJudge judge = judge(server, false)) {
      Verdict first = join(judge.stepIsRight(QUESTION, THINKING));
      join(judge.stepIsRight(QUESTION, THINKING));

      assertThat(first.pYes()).hasValue(0);
      assertThat(first.tokens()).as("not told").isEmpty();
      assertThat(server.paths())
          .containsExactly(
              "/v1/chat/completions", "/v1/chat/completions", "/v1/completions", "/v1/completions");
      assertThat(server.requests().get(2).getBody().utf8())
          .contains(
              "How many pens?\\n\\n<think>\\nSix and six is 12.\\n\\nIs the last step right?");
    }
  }

  @Test
  void stepIsRight_serverThatFails_fails() throws Exception {
    MockResponse refusal = FakeServer.refusal(500);
    try (FakeServer server = new FakeServer(request -> refusal);
        StepJudge judge = judge(server, true)) {
      assertThat(judge.stepIsRight(QUESTION, THINKING))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("status 500");
    }
  }

  @Test
  void stepIsRight_cancelled_freesItsPlaceAtOnce() throws Exception {
    try (FakeServer server = new FakeServer(request -> FakeServer.ok(YES))) {
      server.holdUp();
      ModelVerifierSettings one =
          ModelVerifierSettings.builder(server.url(), "m")
              .deadline(Duration.ofMinutes(5))
              .maxConcurrent(1)
              .build();
      try (StepJudge judge = new StepJudge(one)) {
        CompletableFuture<Verdict> held = judge.stepIsRight(QUESTION, THINKING);
        CompletableFuture<Verdict> next = judge.stepIsRight(QUESTION, THINKING);

        held.cancel(true);
        server.letGo();

        assertThat(join(next).pYes()).isPresent();
      }
    }
  }

  private static StepJudge judge(FakeServer server, boolean instructions) {
    return new StepJudge(
        ModelVerifierSettings.builder(server.url(), "m")
            .instructions(instructions)
            .deadline(Duration.ofMinutes(1))
            .build());
  }

  private static <R> R join(CompletableFuture<R> asked) {
    return asked.orTimeout(20, TimeUnit.SECONDS).join();
  }
}
