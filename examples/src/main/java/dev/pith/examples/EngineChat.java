package dev.pith.examples;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.langchain4j.engine.EngineChatModel;
import dev.pith.plugin.langchain4j.engine.EngineChatRequestParameters;
import dev.pith.plugin.langchain4j.engine.EngineChatResponseMetadata;

/** Asks the embedded engine as a LangChain4j model, for its answer and the tokens it came from. */
public final class EngineChat {

  private static final UserMessage QUESTION =
      UserMessage.from(
          "Facts: Ned has 29 tokens. Sofia leads Ned by 5 tokens. How many tokens does Sofia have?");

  private EngineChat() {}

  /** Runs the example. */
  public static void main(String[] args) {
    try (EngineChatModel model =
        EngineChatModel.builder() // the small model that comes with Pith; or modelFile(Path)
            .defaultRequestParameters(
                EngineChatRequestParameters.builder().seed(7L).logprobs(true).build())
            .build()) {
      ChatResponse response = model.chat(QUESTION);
      System.out.println(response.aiMessage().thinking());
      System.out.println(response.aiMessage().text());
      EngineChatResponseMetadata metadata = (EngineChatResponseMetadata) response.metadata();
      System.out.println(metadata.logProbs().size() + " tokens");
    }
  }
}
