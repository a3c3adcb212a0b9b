package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ScriptedModels;
import dev.pith.plugin.local.ToolTemplates;
import java.util.List;

/**
 * Makes the models that LangChain4j's contract suites are run over: the bare ones, or decorated
 * ones. All of the bare ones share a scripted engine, which knows the answers to the suites' fixed
 * questions; everything above the engine is real.
 */
final class KitModels implements AutoCloseable {

  /** Puts a decorator around a streaming model. */
  @FunctionalInterface
  interface Decorator<M> {
    /** Returns the model that the suite is run over. */
    M decorate(EngineStreamingChatModel streaming, EngineChatModel blocking);
  }

  private static final String WEATHER =
      "<tool_call>\n{\"name\": \"getWeather\", \"arguments\": {\"city\": \"Munich\"}}\n</tool_call>";
  private static final String TIME =
      "<tool_call>\n{\"name\": \"getTime\", \"arguments\": {\"country\": \"France\"}}\n</tool_call>";

  /** The suites' own questions, with what they expect to be said. */
  private static final List<List<String>> ANSWERS =
      List.of(
          List.of("<tool_response>\nsunny\n</tool_response>\n<tool_response>", "Sun, at 14:35."),
          List.of("<tool_response>\nsunny", "It is sunny there."),
          List.of("<tool_response>\n10:14", "It is 10:14."),
          List.of("weather in Munich and time", WEATHER + "\n" + TIME),
          List.of("weather in Munich", WEATHER),
          List.of(
              "Use the get_current_time tool",
              "<tool_call>\n{\"name\": \"get_current_time\", \"arguments\": {}}\n</tool_call>"),
          List.of("How much is 2 + 2?", "Berlin is the capital of Germany, and 2 + 2 = 4."),
          List.of(
              "capital of Germany",
              "<think>\nThey ask for the capital of Germany.\n\nThat is Berlin.\n</think>\n\n"
                  + "It is Berlin."),
          List.of("I love you", "Ich liebe dich."),
          List.of("favorite color is green", "Your favorite color is green."),
          List.of("Hello World", "Hello World!"),
          List.of("long story", "Once upon a time there was a fox who met a hen. ".repeat(20)),
          List.of("hello", "<think>\nA greeting.\n</think>\n\nHello, you."));

  private final LocalModel local =
      ScriptedModels.of(
          ToolTemplates.TAGGED,
          (conversation, written) -> answer(conversation),
          settings -> settings);

  EngineStreamingChatModel streaming(
      ChatRequestParameters defaults, List<ChatModelListener> listeners) {
    return EngineStreamingChatModel.builder()
        .model(local)
        .defaultRequestParameters(defaults)
        .listeners(listeners)
        .build();
  }

  EngineChatModel blocking(ChatRequestParameters defaults, List<ChatModelListener> listeners) {
    return EngineChatModel.builder()
        .model(local)
        .defaultRequestParameters(defaults)
        .listeners(listeners)
        .build();
  }

  /**
   * Returns a decorated model; the bare ones below it are never closed, as nothing runs on them.
   */
  <M> M decorated(
      Decorator<M> decorator, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
    return decorator.decorate(streaming(defaults, listeners), blocking(defaults, listeners));
  }

  /** Does nothing to a streaming model. */
  static Decorator<StreamingChatModel> bareStreaming() {
    return (streaming, blocking) -> streaming;
  }

  /** Does nothing to a blocking model. */
  static Decorator<ChatModel> bareBlocking() {
    return (streaming, blocking) -> blocking;
  }

  @Override
  public void close() {
    local.close();
  }

  private static String answer(String conversation) {
    return ANSWERS.stream()
        .filter(known -> conversation.contains(known.get(0)))
        .map(known -> known.get(1))
        .findFirst()
        .orElse("I do not know.");
  }
}
