package dev.pith.plugin.search.server;

import static dev.pith.plugin.search.server.ScriptedServer.complete;
import static dev.pith.plugin.search.server.ScriptedServer.event;
import static dev.pith.plugin.search.server.ScriptedServer.say;
import static dev.pith.plugin.search.server.ScriptedServer.stream;
import static dev.pith.plugin.search.server.ScriptedServer.written;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.search.SearchResult;
import dev.pith.plugin.search.SearchSettings;
import dev.pith.plugin.search.StepEnds;
import dev.pith.plugin.search.StepRequest;
import dev.pith.plugin.search.StepScorer;
import dev.pith.plugin.search.TreeSearch;
import dev.pith.verifier.search.SelectionPolicy;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerSearchTest {
  private static final String QUESTION = "How many pens are there?";
  private static final List<Map<String, Object>> MESSAGES =
      List.of(Map.of("role", "user", "content", QUESTION));
  private static final String ANSWER = "The answer is 42.";
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void run_steps_goOnFromWhatWasWrittenAndVote() {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) ->
                say(response, written(body).isEmpty() ? "Six and\n\n" : ANSWER, null))) {
      SearchResult result = run(server, settings(3));

      assertThat(result.answer()).contains("42");
      assertThat(result.best().orElseThrow()).startsWith("Six and\n\n" + ANSWER);
      assertThat(result.report().levels()).hasSize(2);
      assertThat(server.asked.get(0).getInteger("max_tokens"))
          .as("the prompt is read")
          .isEqualTo(1);
      assertThat(server.asked).hasSize(1 + 3 + 3);
      assertThat(server.asked.stream().skip(1).map(body -> body.getInteger("seed")))
          .doesNotHaveDuplicates();
      assertThat(server.asked.get(6).getInteger("max_tokens")).isEqualTo(256);
    }
  }

  @Test
  void run_branchesThatFail_doNotSinkTheVote() {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) -> {
              switch (number) {
                case 1 -> response.setStatusCode(500).end("{\"error\":{\"message\":\"no room\"}}");
                case 2 -> response.reset();
                case 3 ->
                    stream(response)
                        .end(
                            event(
                                new JsonObject()
                                    .put("delta", new JsonObject().put("content", "So"))));
                case 4 -> stream(response).write(": nothing comes\n\n");
                case 5 -> say(response, "", null);
                case 6 -> response.putHeader("content-type", "application/json").end("{}");
                default -> say(response, ANSWER, null);
              }
            })) {
      SearchResult result = run(server, settings(9).withCalls(9, Duration.ofSeconds(2)));

      assertThat(result.answer()).contains("42");
      assertThat(result.paths()).hasSize(4);
      assertThat(result.report().failedCalls()).isEqualTo(5);
      assertThat(result.report().firstFailure()).isPresent();
      assertThat(result.report().unanswered()).as("the empty one").isEqualTo(1);
    }
  }

  @Test
  void begin_serverThatRefuses_failsWithItsReason() {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) ->
                response.setStatusCode(404).end("{\"error\":{\"message\":\"no such model\"}}"))) {
      CompletableFuture<ServerPath> root = server.steps(ServerKind.GENERIC).build().begin(MESSAGES);

      assertThatThrownBy(() -> root.orTimeout(20, SECONDS).join())
          .hasRootCauseMessage("the server answered 404 to /v1/chat/completions: no such model");
    }
  }

  @Test
  void cancel_whileStepsAreWritten_closesTheirStreamsAtOnce() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) -> {
              if (number == 0) {
                say(response, "", null);
              } else {
                stream(response)
                    .write(
                        event(
                            new JsonObject().put("delta", new JsonObject().put("content", "So"))));
              }
            })) {
      ServerSteps steps = server.steps(ServerKind.GENERIC).build();
      ServerPath root = join(steps.begin(MESSAGES));
      CompletableFuture<SearchResult> running =
          TreeSearch.of(steps, StepScorer.none(), settings(5).withCalls(2, LONG))
              .build()
              .run(QUESTION, root, 1);
      org.awaitility.Awaitility.await().until(() -> server.open.get() == 2);

      running.cancel(true);

      assertThat(server.left.poll(20, SECONDS)).isNotNull();
      assertThat(server.left.poll(20, SECONDS)).isNotNull();
      assertThat(server.asked).as("no call begins after that").hasSize(3);
    }
  }

  @Test
  void run_concurrency_isNeverExceeded() {
    try (ScriptedServer server =
        new ScriptedServer((number, body, response) -> say(response, ANSWER, null))) {
      run(server, settings(7).withCalls(2, LONG));

      assertThat(server.asked).hasSize(8);
      assertThat(server.mostOpen.get()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void report_cachedTokens_areSummedWhereTheyAreTold() {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) ->
                say(response, ANSWER, number > 2 ? null : usage(number == 0 ? 0 : 16)))) {
      SearchResult result = run(server, settings(4));

      assertThat(result.report().promptTokens()).hasValue(20);
      assertThat(result.report().readTokens()).hasValue(40);
      assertThat(result.report().cachedTokens()).hasValue(32);
      assertThat(result.report().untoldCached()).isEqualTo(2);
      assertThat(result.report().uncountedSteps()).isEqualTo(2);
    }
  }

  @Test
  void report_cachedTokensNobodyTells_areUnknown() {
    try (ScriptedServer server =
        new ScriptedServer((number, body, response) -> say(response, ANSWER, null))) {
      SearchResult result = run(server, settings(2));

      assertThat(result.report().cachedTokens()).isEmpty();
      assertThat(result.report().readTokens()).isEmpty();
      assertThat(result.report().promptTokens()).isEmpty();
      assertThat(result.report().untoldCached()).isEqualTo(2);
    }
  }

  @Test
  void extend_serverThatTellsWhatEndedIt_isAStepOrTheEnd() {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) ->
                complete(response, "So 18.", number == 0 ? "\n\n" : null))) {
      ServerSteps steps = server.steps(ServerKind.VLLM).readsAhead(false).build();
      ServerPath root = join(steps.beginWith("Q: how many?\nA:"));

      ServerPath stopped = join(steps.extend(root, request(StepEnds.blankLine())));
      ServerPath ended = join(steps.extend(stopped, request(StepEnds.blankLine())));

      assertThat(stopped.step()).isEqualTo("So 18.\n\n");
      assertThat(stopped.finished()).isFalse();
      assertThat(ended.text()).isEqualTo("So 18.\n\nSo 18.");
      assertThat(ended.finished()).isTrue();
      assertThat(server.asked.get(1).getString("prompt")).isEqualTo("Q: how many?\nA:So 18.\n\n");
      assertThat(server.asked.get(1).getJsonArray("stop")).containsExactly("\n\n");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERIC", "OPENROUTER"})
  void extend_serverThatDoesNotTell_goesOnUntilNothingComes(ServerKind kind) {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) -> say(response, number == 0 ? "It is 18." : "", null))) {
      ServerSteps steps = server.steps(kind).readsAhead(false).build();
      ServerPath root = join(steps.begin(MESSAGES));

      ServerPath first = join(steps.extend(root, request(StepEnds.blankLine())));
      ServerPath second = join(steps.extend(first, request(StepEnds.blankLine())));

      assertThat(first.step()).isEqualTo("It is 18.\n\n");
      assertThat(first.finished()).isFalse();
      assertThat(second.step()).isEmpty();
      assertThat(second.finished()).isTrue();
    }
  }

  @Test
  void extend_stopBeforeAnyWord_isAskedToGoOn() {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) ->
                complete(response, number == 0 ? "<think>" : "So 18.", "\n\n"))) {
      ServerSteps steps = server.steps(ServerKind.VLLM).readsAhead(false).build();
      ServerPath root = join(steps.beginWith("Q:"));

      ServerPath step = join(steps.extend(root, request(StepEnds.blankLine())));

      assertThat(step.step()).isEqualTo("<think>\n\nSo 18.\n\n");
      assertThat(server.asked.get(1).getString("prompt")).isEqualTo("Q:<think>\n\n");
    }
  }

  @Test
  void extend_serverThatOnlyStops_isNoStep() {
    try (ScriptedServer server =
        new ScriptedServer((number, body, response) -> complete(response, "", "\n\n"))) {
      ServerSteps steps = server.steps(ServerKind.VLLM).readsAhead(false).build();
      ServerPath root = join(steps.beginWith("Q:"));

      ServerPath step = join(steps.extend(root, request(StepEnds.blankLine())));

      assertThat(step.step()).isEmpty();
      assertThat(step.finished()).isFalse();
      assertThat(server.asked).hasSize(4);
    }
  }

  @Test
  void extend_endInsideTheStream_closesIt() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) ->
                stream(response)
                    .write(event(new JsonObject().put("text", "So it is. And then"))))) {
      ServerSteps steps = server.steps(ServerKind.VLLM).readsAhead(false).build();
      ServerPath root = join(steps.beginWith("Q:"));

      ServerPath step = join(steps.extend(root, request(StepEnds.sentence())));

      assertThat(step.step()).isEqualTo("So it is.");
      assertThat(step.generatedTokens()).as("nobody told").isEmpty();
      assertThat(server.left.poll(20, SECONDS)).isNotNull();
      assertThat(server.asked.get(0).containsKey("stop")).isFalse();
    }
  }

  @Test
  void extend_whiteSpaceBehindTheEnd_belongsToTheStepWithWhichItCame() {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) ->
                stream(response).write(event(new JsonObject().put("text", "So it is.\n\n"))))) {
      ServerSteps steps = server.steps(ServerKind.VLLM).readsAhead(false).build();
      ServerPath root = join(steps.beginWith("Q:"));

      assertThat(join(steps.extend(root, request(StepEnds.sentence()))).step())
          .isEqualTo("So it is.\n\n");
    }
  }

  @Test
  void extend_serverThatWritesWithoutEnd_fails() {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, body, response) ->
                stream(response)
                    .write(event(new JsonObject().put("text", "on and on ".repeat(3_000)))))) {
      ServerSteps steps = server.steps(ServerKind.VLLM).readsAhead(false).build();
      ServerPath root = join(steps.beginWith("Q:"));

      assertThatThrownBy(() -> join(steps.extend(root, request(StepEnds.blankLine()))))
          .hasRootCauseMessage("the server does not keep the limit of 64 tokens");
    }
  }

  @Test
  void build_serverThatDoesNotGoOn_isRefused() {
    try (ScriptedServer server = new ScriptedServer((number, body, response) -> {})) {
      assertThatThrownBy(() -> server.steps(ServerKind.OPENAI).build())
          .hasMessageStartingWith("openai does not go on from a given thinking");
      assertThatThrownBy(() -> server.steps(ServerKind.VLLM).member("seed", "1"))
          .hasMessage("a search sets seed itself");
    }
  }

  private static SearchResult run(ScriptedServer server, SearchSettings settings) {
    ServerSteps steps = server.steps(ServerKind.GENERIC).build();
    TreeSearch<ServerPath> search =
        TreeSearch.of(steps, StepScorer.none(), settings)
            .policy(SelectionPolicy.rebase(0.2))
            .build();
    return join(steps.begin(MESSAGES).thenCompose(root -> search.run(QUESTION, root, 1)));
  }

  private static SearchSettings settings(int width) {
    return SearchSettings.ofWidth(width).withDepth(5).withCalls(width, LONG);
  }

  private static StepRequest request(StepEnds ends) {
    return new StepRequest(ends, 64, 1, 7);
  }

  private static JsonObject usage(int cached) {
    return new JsonObject()
        .put("prompt_tokens", 20)
        .put("completion_tokens", 6)
        .put("prompt_tokens_details", new JsonObject().put("cached_tokens", cached));
  }

  private static <R> R join(CompletableFuture<R> asked) {
    return asked.orTimeout(60, SECONDS).join();
  }
}
