package dev.pith.plugin.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.pith.plugin.fake.FakeAnthropic;
import dev.pith.plugin.fake.FakeDeepSeek;
import dev.pith.plugin.fake.FakeOllama;
import dev.pith.plugin.fake.FakeOpenAi;
import dev.pith.plugin.fake.FakeOpenRouter;
import dev.pith.plugin.fake.FakeServer;
import dev.pith.plugin.fake.FakeServer.Asked;
import dev.pith.plugin.fake.FakeVllm;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.PithOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** LangChain4j's own provider modules, over the fake servers that they are written for. */
class ProviderModulesTest {

  private static final String THINKS = "thinking, text, complete";
  private static final String CALLS = "thinking, partial call, call, complete";

  /** Pieces of the network that end in the middle of words, lines and characters. */
  private static final int PIECE_BYTES = 13;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A provider's module, given where its server listens. */
  @FunctionalInterface
  private interface Module {
    StreamingChatModel at(String url);
  }

  /** How a fake server answers. */
  private enum Answer {
    WHOLE,
    TOOL_CALL,
    BROKEN;

    /** Makes a server answer so, and all at once. */
    FakeServer from(FakeServer fake) {
      fake.endsItself = this != BROKEN;
      fake.callsATool = this == TOOL_CALL;
      fake.breaksInThinking = this == BROKEN;
      fake.pieceBytes = PIECE_BYTES;
      return fake;
    }
  }

  /**
   * Returns modules, their servers, how these answer, and the kinds of callbacks that come of it in
   * the order in which they first come, but for raw events. OpenAI's module completes an answer
   * that an error has broken.
   */
  static Stream<Arguments> modules() {
    Module openAi = ProviderModulesTest::openAi;
    Module ollama = ProviderModulesTest::ollama;
    Module anthropic = ProviderModulesTest::anthropic;
    return Stream.of(
        of("vLLM", openAi, FakeVllm::new, Answer.WHOLE, THINKS),
        of("vLLM", openAi, FakeVllm::new, Answer.TOOL_CALL, CALLS),
        of("vLLM", openAi, FakeVllm::new, Answer.BROKEN, "thinking, complete"),
        of("DeepSeek", openAi, FakeDeepSeek::new, Answer.WHOLE, THINKS),
        of("OpenRouter", openAi, FakeOpenRouter::new, Answer.WHOLE, THINKS),
        of("OpenAI", openAi, FakeOpenAi::new, Answer.WHOLE, "text, complete"),
        of("OpenAI", openAi, FakeOpenAi::new, Answer.TOOL_CALL, "partial call, call, complete"),
        of("OpenAI", openAi, FakeOpenAi::new, Answer.BROKEN, "complete"),
        of("Anthropic", anthropic, FakeAnthropic::new, Answer.WHOLE, THINKS),
        of("Anthropic", anthropic, FakeAnthropic::new, Answer.TOOL_CALL, CALLS),
        of("Anthropic", anthropic, FakeAnthropic::new, Answer.BROKEN, "thinking, error"),
        of("Ollama", ollama, FakeOllama::ofNativeRoute, Answer.WHOLE, THINKS),
        of(
            "Ollama",
            ollama,
            FakeOllama::ofNativeRoute,
            Answer.TOOL_CALL,
            "thinking, call, complete"),
        of("Ollama", ollama, FakeOllama::ofNativeRoute, Answer.BROKEN, "thinking, error"));
  }

  private static Arguments of(
      String name, Module module, Supplier<FakeServer> fake, Answer answer, String kinds) {
    return argumentSet(name + ", " + answer, module, fake, answer, kinds);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void decorated_trimmingOff_sameCallbacksInTheSameOrder(
      Module module, Supplier<FakeServer> server, Answer answer, String kinds) {
    FakeServer fake = answer.from(server.get());
    String url = listen(fake);
    List<String> bare = callbacks(module.at(url));
    List<String> off = callbacks(decorated(module.at(url), Mode.OFF));

    assertThat(kinds(bare)).as("the bare model's own callbacks: %s", bare).isEqualTo(kinds);
    assertThat(off).isEqualTo(bare);
    assertThat(fake.questions).hasSize(2).extracting(Asked::path).containsOnly(fake.path());
    assertThat(fake.questions.stream().map(Asked::body).distinct()).hasSize(1);
    assertThat(callbacks(decorated(module.at(url), Mode.SHADOW))).isEqualTo(bare);
  }

  @Test
  void decorated_thinkingOfAProvider_isRead() {
    TrimmingStreamingChatModel model =
        TrimmingStreamingChatModel.builder(openAi(listen(Answer.WHOLE.from(new FakeVllm()))))
            .options(
                PithOptions.builder()
                    .set("mode", "shadow")
                    .set("trim-thinking-budget-tokens", 20)
                    .build())
            .build();

    callbacks(model);

    assertThat(model.savings().wouldCut()).containsOnlyKeys("budget");
  }

  private static StreamingChatModel openAi(String url) {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(url + "v1")
        .apiKey("key")
        .modelName("m")
        .returnThinking(true)
        .build();
  }

  private static StreamingChatModel anthropic(String url) {
    return AnthropicStreamingChatModel.builder()
        .baseUrl(url + "v1/")
        .apiKey("key")
        .modelName("m")
        .returnThinking(true)
        .build();
  }

  private static StreamingChatModel ollama(String url) {
    return OllamaStreamingChatModel.builder()
        .baseUrl(url)
        .modelName("m")
        .think(true)
        .returnThinking(true)
        .build();
  }

  private static StreamingChatModel decorated(StreamingChatModel model, Mode mode) {
    return TrimmingStreamingChatModel.builder(model)
        .options(PithOptions.DEFAULT.withMode(mode))
        .build();
  }

  private static List<String> callbacks(StreamingChatModel model) {
    RecordingHandler user = new RecordingHandler();
    model.chat("17*23?", user);
    user.awaitEnd();
    return user.callbacks().stream().map(ProviderModulesTest::withoutIdentities).toList();
  }

  private static String kinds(List<String> callbacks) {
    return callbacks.stream()
        .map(callback -> callback.substring(0, callback.indexOf(':')))
        .filter(kind -> !kind.equals("raw"))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** What a transport wrote down of itself differs from call to call. */
  private static String withoutIdentities(String callback) {
    return callback.replaceAll("@[0-9a-f]+", "@").replaceAll("(?i)date=\\[[^]]*]", "");
  }

  private String listen(FakeServer server) {
    HttpServer listening =
        vertx
            .createHttpServer()
            .requestHandler(server)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return "http://127.0.0.1:" + listening.actualPort() + "/";
  }
}
