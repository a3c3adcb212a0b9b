package dev.pith.verifier.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.verifier.TokenScores;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionScorerTest {
  private static final String PREFIX = "Q\n";
  private static final String TEXT = "Hi.\n\nSo";
  private static final TokenScores SCORES =
      new TokenScores(new int[] {0, 2, 5}, new int[] {2, 5, 7}, new double[] {-2.25, -0.5, -1.5});

  /** The first token has no log-probability, and one is generated behind the text. */
  private static final String VLLM =
      """
      {"choices": [{"text": "!", "prompt_logprobs": [null,
        {"198": {"logprob": -0.25, "rank": 1, "decoded_token": "\\n"}},
        {"17250": {"logprob": -2.25, "rank": 9, "decoded_token": "Hi"},
         "40": {"logprob": -0.1, "rank": 1, "decoded_token": "I"}},
        {"382": {"logprob": -0.5, "rank": 1, "decoded_token": ".\\n\\n"}},
        {"2396": {"logprob": -1.5, "rank": 2, "decoded_token": "So"}}]}],
       "usage": {"prompt_tokens": 5, "completion_tokens": 1}}
      """;

  private static final String ECHO =
      """
      {"choices": [{"text": "Q\\nHi.\\n\\nSo!", "logprobs": {
        "tokens": ["Q", "\\n", "Hi", ".\\n\\n", "So", "!"],
        "token_logprobs": [null, -0.25, -2.25, -0.5, -1.5, -0.7]}}],
       "usage": {"prompt_tokens": 5}}
      """;

  private static final String SGLANG =
      """
      {"text": "!", "meta_info": {"prompt_tokens": 5, "input_token_logprobs": [
        [null, 48, "Q"], [-0.25, 198, "\\n"], [-2.25, 17250, "Hi"], [-0.5, 382, ".\\n\\n"],
        [-1.5, 2396, "So"]]}}
      """;

  /** What a server says that knows nothing of any of it: of what it has generated. */
  private static final String GENERATED =
      """
      {"choices": [{"text": " I", "logprobs": {"tokens": [" I"], "token_logprobs": [-0.2]}}]}
      """;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void score_vllm_readsThePromptsLogProbsAndTellsWhatTheyCost() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(VLLM));
    CompletionScorer scorer = scorer(server);

    assertThat(get(scorer.score(PREFIX, TEXT))).contains(SCORES);

    JsonNode body = body(server.requests().get(0));
    assertThat(body.path("prompt").asText()).isEqualTo(PREFIX + TEXT);
    assertThat(body.path("model").asText()).isEqualTo("m");
    assertThat(body.path("prompt_logprobs").asInt(-1)).isZero();
    assertThat(body.path("max_tokens").asInt()).isEqualTo(1);
    assertThat(server.requests().get(0).getHeaders().get("authorization")).isEqualTo("Bearer k");
    assertThat(scorer.status())
        .containsEntry("route", "prompt-logprobs")
        .containsEntry("asked", 1L)
        .containsEntry("promptTokens", 5L);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 422})
  void score_echo_isTriedNextAndRemembered(int status) throws Exception {
    FakeServer server =
        server(
            request ->
                body(request).path("echo").asBoolean()
                    ? FakeServer.ok(ECHO)
                    : status == 200 ? FakeServer.ok(GENERATED) : FakeServer.refusal(status));
    CompletionScorer scorer = scorer(server);

    assertThat(get(scorer.score(PREFIX, TEXT))).contains(SCORES);
    assertThat(get(scorer.score(PREFIX, TEXT))).contains(SCORES);

    assertThat(server.requests()).hasSize(3);
    assertThat(scorer.status()).containsEntry("route", "echo").containsEntry("failed", 0L);
  }

  @Test
  void score_sglang_isAskedOnItsOwnRoute() throws Exception {
    FakeServer server =
        server(
            request ->
                request.getUrl().encodedPath().equals("/generate")
                    ? FakeServer.ok(SGLANG)
                    : FakeServer.refusal(404));

    assertThat(get(scorer(server).score(PREFIX, TEXT))).contains(SCORES);

    JsonNode body = body(server.requests().get(2));
    assertThat(body.path("return_logprob").asBoolean()).isTrue();
    assertThat(body.path("logprob_start_len").asInt(-1)).isZero();
  }

  @Test
  void score_serverThatCannot_failsAndSaysSo() throws Exception {
    FakeServer server =
        server(
            request ->
                request.getUrl().encodedPath().equals("/generate")
                    ? FakeServer.refusal(404)
                    : FakeServer.ok(GENERATED));
    CompletionScorer scorer = scorer(server);

    assertThat(scorer.score(PREFIX, TEXT))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IOException.class)
        .withMessageContaining("gives no log-probabilities of a given text")
        .withMessageContaining(server.url().toString());
    assertThat(server.requests()).hasSize(3);
    assertThat(scorer.status()).containsEntry("route", "not known yet").containsEntry("failed", 1L);
  }

  @Test
  void score_serverThatFails_isNotTakenForOneThatCannot() throws Exception {
    FakeServer server = server(request -> FakeServer.refusal(503));

    assertThat(scorer(server).score(PREFIX, TEXT))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("failed: status 503");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void score_textThatAServerRefuses_isNotTakenForAServerThatCannot() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(VLLM));
    CompletionScorer scorer = scorer(server);
    get(scorer.score(PREFIX, TEXT));
    server.now(request -> FakeServer.refusal(400));

    assertThat(scorer.score(PREFIX, TEXT))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IllegalArgumentException.class)
        .withMessageContaining("does not score this text: status 400");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void score_garbage_fails() throws Exception {
    FakeServer server = server(request -> FakeServer.ok("<html>"));

    assertThat(scorer(server).score(PREFIX, TEXT))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("unreadable");
  }

  @Test
  void cancel_whileTheServerThinks_endsTheCall() throws Exception {
    FakeServer server = server(request -> FakeServer.ok(VLLM));
    server.holdUp();
    CompletionScorer scorer = scorer(server);
    CompletableFuture<Optional<TokenScores>> asked = scorer.score(PREFIX, TEXT);
    await().until(() -> server.inside() == 1);

    asked.cancel(true);

    await().until(() -> scorer.status().get("failed").equals(1L));
    server.letGo();
    assertThat(server.requests()).hasSize(1);
  }

  private FakeServer server(FakeServer.Script script) throws IOException {
    FakeServer server = new FakeServer(script);
    open.add(server);
    return server;
  }

  private CompletionScorer scorer(FakeServer server) {
    CompletionScorer scorer =
        new CompletionScorer(
            ModelVerifierSettings.builder(server.url(), "m")
                .key("k")
                .deadline(Duration.ofSeconds(20))
                .build());
    open.add(scorer);
    return scorer;
  }

  private static <T> T get(CompletableFuture<T> asked) {
    return asked.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static JsonNode body(RecordedRequest request) {
    try {
      return new JsonMapper().readTree(request.getBody().utf8());
    } catch (IOException garbage) {
      throw new AssertionError(garbage);
    }
  }
}
