package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who uses the engine through LangChain4j needs no part of the server. */
class EngineWithoutVertxTest {

  @Test
  void chat_withoutVertxOnTheClassPath_isAnswered() throws Exception {
    URL[] rest =
        Arrays.stream(
                System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
            .filter(entry -> !entry.contains("vertx") && !entry.contains("netty"))
            .map(EngineWithoutVertxTest::url)
            .toArray(URL[]::new);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(rest, ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader); // where the template engine looks for its classes
      Class<?> chat = loader.loadClass(Chat.class.getName());
      Callable<?> question = (Callable<?>) chat.getDeclaredConstructor().newInstance();

      assertThat(String.valueOf(question.call())).startsWith("pith-small");
      assertThatThrownBy(() -> loader.loadClass("io.vertx.core.Vertx"))
          .isInstanceOf(ClassNotFoundException.class);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL url(String entry) {
    try {
      return new File(entry).toURI().toURL();
    } catch (MalformedURLException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Streams one answer; loaded apart. */
  public static final class Chat implements Callable<String> {

    @Override
    public String call() {
      ChatRequestParameters few = ChatRequestParameters.builder().maxOutputTokens(3).build();
      try (EngineStreamingChatModel model =
          EngineStreamingChatModel.builder().defaultRequestParameters(few).build()) {
        RecordedStream stream = new RecordedStream();
        model.chat("What is 1 + 1?", stream);
        return stream.response().modelName();
      }
    }
  }
}
