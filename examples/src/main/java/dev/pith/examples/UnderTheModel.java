package dev.pith.examples;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.pith.plugin.langchain4j.http.PithHttpClientBuilder;

/**
 * Puts Pith under a model: nothing changes at its call site, and every stop method of the proxy is
 * there.
 *
 * <p>Arguments: the URL of an OpenAI-style server, the name of a reasoning model, then questions.
 */
public final class UnderTheModel {

  private UnderTheModel() {}

  /** Runs the example. */
  public static void main(String[] args) {
    try (PithHttpClientBuilder pith =
        PithHttpClientBuilder.create()
            .set("upstream-kind", "generic") // both unset: Pith finds out, while it observes
            .set("stop-method", "chat-prefill")) {
      ChatModel model =
          OpenAiChatModel.builder()
              .baseUrl(args[0] + "/v1")
              .apiKey("none")
              .modelName(args[1])
              .httpClientBuilder(pith)
              .build();
      for (int i = 2; i < args.length; i++) {
        System.out.println(model.chat(args[i]));
      }
      pith.savings().forEach((server, saved) -> System.out.println("cut: " + saved.cut()));
    }
  }
}
