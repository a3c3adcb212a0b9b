package dev.pith.plugin.langchain4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.pith.plugin.fake.FakeDeepSeek;
import dev.pith.plugin.fake.FakeGeneric;
import dev.pith.plugin.fake.FakeLlama;
import dev.pith.plugin.fake.FakeOllama;
import dev.pith.plugin.fake.FakeServer;
import dev.pith.plugin.fake.FakeSglang;
import dev.pith.plugin.fake.FakeVllm;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.settings.SettingException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PithHttpClientBuilderTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  static Stream<Arguments> serversAndMethods() {
    return Stream.of(
        Arguments.of("llama", "in-place-end", new FakeLlama()),
        Arguments.of("llama", "text-continue", new FakeLlama()),
        Arguments.of("vllm", "token-continue", new FakeVllm()),
        Arguments.of("sglang", "chat-prefill", new FakeSglang()),
        Arguments.of("ollama", "text-continue", new FakeOllama()),
        Arguments.of("deepseek", "chat-prefill", new FakeDeepSeek()),
        Arguments.of("generic", "chat-prefill", new FakeGeneric()));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("serversAndMethods")
  void streamingModel_anyStopMethod_isCutUnderItsCallSite(
      String kind, String method, FakeServer server) {
    String baseUrl = listen(server);
    try (PithHttpClientBuilder pith = pith(kind, method)) {
      OpenAiStreamingChatModel model = streaming(baseUrl, pith);
      RecordingHandler user = new RecordingHandler();

      model.chat("17*23?", user);

      user.await();
      assertThat(user.text()).endsWith(FakeServer.ANSWER_TEXT);
      assertThat(user.thinking())
          .startsWith(FakeServer.KEPT_TEXT)
          .doesNotContain(FakeServer.DROPPED.get(1));
      assertThat(pith.savings().values())
          .singleElement()
          .satisfies(saved -> assertThat(saved.cut()).containsOnlyKeys("budget"));
    }
  }

  @Test
  void blockingModel_isCutToo() {
    String baseUrl = listen(new FakeGeneric());
    try (PithHttpClientBuilder pith = pith("generic", "chat-prefill")) {
      OpenAiChatModel model =
          OpenAiChatModel.builder()
              .baseUrl(baseUrl)
              .apiKey("key")
              .modelName("m")
              .returnThinking(true)
              .httpClientBuilder(pith)
              .build();

      String answer = model.chat("17*23?");

      assertThat(answer).endsWith(FakeServer.ANSWER_TEXT);
      assertThat(pith.savings().values().iterator().next().cut()).containsOnlyKeys("budget");
    }
  }

  @Test
  void metadata_ofACut_holdsThePithObject() {
    String baseUrl = listen(new FakeGeneric());
    try (PithHttpClientBuilder pith = pith("generic", "chat-prefill")) {
      OpenAiStreamingChatModel model = streaming(baseUrl, pith);
      RecordingHandler user = new RecordingHandler();

      model.chat("17*23?", user);

      OpenAiChatResponseMetadata metadata = (OpenAiChatResponseMetadata) user.await().metadata();
      assertThat(metadata.rawServerSentEvents())
          .anyMatch(event -> event.data().contains("\"pith\""));
    }
  }

  @Test
  void close_laterRequests_goStraightToTheServer() {
    FakeGeneric server = new FakeGeneric();
    server.endsItself = true;
    String baseUrl = listen(server);
    PithHttpClientBuilder pith = pith("generic", "chat-prefill");
    OpenAiStreamingChatModel model = streaming(baseUrl, pith);

    pith.close();
    RecordingHandler user = new RecordingHandler();
    model.chat("17*23?", user);

    user.await();
    assertThat(user.thinking()).contains(FakeServer.DROPPED.get(1));
    assertThat(pith.savings()).isEmpty();
  }

  @Test
  void set_whereTheProxyStands_isRefused() {
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> PithHttpClientBuilder.create().set("port", 1))
        .withMessageContaining("port follows from the base URL");
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> PithHttpClientBuilder.create().set("mod", "off"))
        .withMessageContaining("did you mean mode?");
  }

  private static PithHttpClientBuilder pith(String kind, String method) {
    return PithHttpClientBuilder.create()
        .set("upstream-kind", kind)
        .set("stop-method", method)
        .set("trim-thinking-budget-tokens", 20);
  }

  private static OpenAiStreamingChatModel streaming(String baseUrl, PithHttpClientBuilder pith) {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey("key")
        .modelName("m")
        .returnThinking(true)
        .httpClientBuilder(pith)
        .build();
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
    return "http://127.0.0.1:" + listening.actualPort() + "/v1";
  }
}
