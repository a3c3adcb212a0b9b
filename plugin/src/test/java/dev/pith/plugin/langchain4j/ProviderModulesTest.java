package dev.pith.plugin.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.pith.plugin.fake.FakeAnthropic;
import dev.pith.plugin.fake.FakeDeepSeek;
import dev.pith.plugin.fake.FakeOpenAi;
import dev.pith.plugin.fake.FakeOpenRouter;
import dev.pith.plugin.fake.FakeVllm;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.PithOptions;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** LangChain4j's own provider modules, over the wires of the servers that they are written for. */
class ProviderModulesTest {

  /** What Ollama's native route streams. */
  private static final String OLLAMA =
      """
      {"model":"m","message":{"role":"assistant","content":"","thinking":"Seventeen times"},"done":false}
      {"model":"m","message":{"role":"assistant","content":"","thinking":" twenty is 340."},"done":false}
      {"model":"m","message":{"role":"assistant","content":"The product "},"done":false}
      {"model":"m","message":{"role":"assistant","content":"is **391**."},"done":false}
      {"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",\
      "prompt_eval_count":17,"eval_count":19}
      """;

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void listen() throws IOException {
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private record Module(String type, String stream, Function<String, StreamingChatModel> model) {}

  static Stream<Arguments> modules() {
    return Stream.of(
        Arguments.of("vLLM", openAi(new FakeVllm().whole())),
        Arguments.of("vLLM, tool call", openAi(new FakeVllm().wholeWithCall())),
        Arguments.of("vLLM, broken", openAi(new FakeVllm().broken())),
        Arguments.of("DeepSeek", openAi(new FakeDeepSeek().whole())),
        Arguments.of("OpenRouter", openAi(new FakeOpenRouter().whole())),
        Arguments.of("OpenAI", openAi(new FakeOpenAi().whole())),
        Arguments.of(
            "Anthropic",
            new Module(
                "text/event-stream",
                new FakeAnthropic().whole(),
                url ->
                    AnthropicStreamingChatModel.builder()
                        .baseUrl(url + "v1/")
                        .apiKey("key")
                        .modelName("m")
                        .returnThinking(true)
                        .build())),
        Arguments.of(
            "Ollama",
            new Module(
                "application/x-ndjson",
                OLLAMA,
                url ->
                    OllamaStreamingChatModel.builder()
                        .baseUrl(url)
                        .modelName("m")
                        .think(true)
                        .returnThinking(true)
                        .build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modules")
  void decorated_trimmingOff_sameCallbacksInTheSameOrder(String name, Module module) {
    List<String> bare = callbacks(module, model -> model);

    assertThat(bare).as("the bare model's own callbacks").hasSizeGreaterThan(2);
    assertThat(callbacks(module, model -> decorated(model, Mode.OFF))).isEqualTo(bare);
    assertThat(callbacks(module, model -> decorated(model, Mode.SHADOW))).isEqualTo(bare);
  }

  @Test
  void decorated_thinkingOfAProvider_isRead() {
    TrimmingStreamingChatModel[] made = new TrimmingStreamingChatModel[1];

    callbacks(
        openAi(new FakeVllm().whole()),
        model -> {
          made[0] =
              TrimmingStreamingChatModel.builder(model)
                  .options(
                      PithOptions.builder()
                          .set("mode", "shadow")
                          .set("trim-thinking-budget-tokens", 20)
                          .build())
                  .build();
          return made[0];
        });

    assertThat(made[0].savings().wouldCut()).containsOnlyKeys("budget");
  }

  private static Module openAi(String stream) {
    return new Module(
        "text/event-stream",
        stream,
        url ->
            OpenAiStreamingChatModel.builder()
                .baseUrl(url + "v1")
                .apiKey("key")
                .modelName("m")
                .returnThinking(true)
                .build());
  }

  private static StreamingChatModel decorated(StreamingChatModel model, Mode mode) {
    return TrimmingStreamingChatModel.builder(model)
        .options(PithOptions.DEFAULT.withMode(mode))
        .build();
  }

  private List<String> callbacks(
      Module module, Function<StreamingChatModel, StreamingChatModel> decoration) {
    server.enqueue(
        new MockResponse.Builder()
            .setHeader("content-type", module.type())
            .body(module.stream())
            .build());
    StreamingChatModel model = decoration.apply(module.model().apply(server.url("/").toString()));
    RecordingHandler user = new RecordingHandler();
    model.chat("17*23?", user);
    user.awaitEnd();
    return user.callbacks().stream().map(ProviderModulesTest::withoutIdentities).toList();
  }

  /** What a transport wrote down of itself differs from call to call. */
  private static String withoutIdentities(String callback) {
    return callback.replaceAll("@[0-9a-f]+", "@").replaceAll("(?i)date=\\[[^]]*]", "");
  }
}
