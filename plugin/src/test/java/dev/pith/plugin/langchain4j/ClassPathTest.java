package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.plugin.session.PithOptions;
import io.vertx.core.Vertx;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Each half of the plugin runs where the libraries of the other half are absent. */
class ClassPathTest {

  private static final String LANGCHAIN4J = "langchain4j";
  private static final String OPENAI = "langchain4j-open-ai";
  private static final String VERTX = "vertx|netty";

  /** Cuts a chat; needs no server. */
  public static final class Chat implements Callable<String> {
    @Override
    public String call() {
      FakeStreamingChatModel delegate =
          new FakeStreamingChatModel(
              request ->
                  request.messages().size() == 1
                      ? reply().thinking("Seventeen times twenty is 340. ").untilCancelled()
                      : reply().text("391").usage(40, 5));
      TrimmingStreamingChatModel model =
          TrimmingStreamingChatModel.builder(delegate)
              .options(PithOptions.builder().set("trim-thinking-budget-tokens", 2).build())
              .continuation(ContinuationMethod.PREFILL_TAGS)
              .build();
      RecordingHandler user = new RecordingHandler();
      model.chat("17*23?", user);
      ChatResponse response = user.await();
      return response.aiMessage().text() + TrimReport.of(response).isPresent();
    }
  }

  /** Starts and stops a proxy; needs no chain. */
  public static final class Proxy implements Callable<String> {
    @Override
    public String call() {
      Vertx vertx = Vertx.vertx();
      try {
        ProxySettings settings = ProxySettings.builder("http://127.0.0.1:9").set("port", 0).build();
        ProxyServer proxy =
            ProxyServer.start(vertx, settings).toCompletionStage().toCompletableFuture().join();
        String answer = proxy.port() > 0 ? "listens" : "";
        proxy.close().toCompletionStage().toCompletableFuture().join();
        return answer;
      } finally {
        vertx.close().toCompletionStage().toCompletableFuture().join();
      }
    }
  }

  /** Tells what steps mean; needs no chain. */
  public static final class Steps implements Callable<String> {
    @Override
    public String call() {
      return StepEmbedder.standard(Runnable::run).name();
    }
  }

  @Test
  void decoratedModel_withoutVertx_isCut() throws Exception {
    assertThat(runWithout(VERTX, Chat.class)).isEqualTo("391true");
  }

  @Test
  void decoratedModel_withoutTheModuleOfOpenAi_isCut() throws Exception {
    assertThat(runWithout(OPENAI, Chat.class)).isEqualTo("391true");
  }

  @Test
  void proxy_withoutLangchain4j_runs() throws Exception {
    assertThat(runWithout(LANGCHAIN4J, Proxy.class)).isEqualTo("listens");
  }

  @Test
  void meaningOfSteps_withoutLangchain4j_isThatOfTheFallback() throws Exception {
    assertThat(runWithout(LANGCHAIN4J, Steps.class)).asString().startsWith("hashed n-grams");
  }

  @Test
  void eachHalf_withoutItsOwnLibraries_doesNotRun() {
    assertThatExceptionOfType(LinkageError.class)
        .isThrownBy(() -> runWithout(LANGCHAIN4J, Chat.class));
    assertThatExceptionOfType(LinkageError.class).isThrownBy(() -> runWithout(VERTX, Proxy.class));
  }

  private static Object runWithout(String libraries, Class<? extends Callable<String>> program)
      throws Exception {
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(classPathWithout(libraries), platform)) {
      Object instance = loader.loadClass(program.getName()).getConstructor().newInstance();
      return ((Callable<?>) instance).call();
    }
  }

  private static URL[] classPathWithout(String libraries) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      String name = String.valueOf(path.getFileName());
      if (!name.matches(".*(" + libraries + ").*\\.jar")) {
        urls.add(path.toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
