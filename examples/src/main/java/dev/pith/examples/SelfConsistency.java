package dev.pith.examples;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.langchain4j.engine.EngineChatRequestParameters;
import dev.pith.plugin.langchain4j.engine.EngineStreamingChatModel;
import dev.pith.plugin.langchain4j.vote.SelfConsistentChatModel;
import dev.pith.plugin.langchain4j.vote.VoteReport;
import dev.pith.plugin.vote.VoteOptions;

/** Asks a model several times at once, and stops when most of its answers agree. */
public final class SelfConsistency {

  private static final UserMessage QUESTION =
      UserMessage.from(
          "Facts: Ned has 29 tokens. Sofia leads Ned by 5 tokens. How many tokens does Sofia have?");

  private SelfConsistency() {}

  /** Runs the example. */
  public static void main(String[] args) {
    try (EngineStreamingChatModel engine = // or any other streaming model
        EngineStreamingChatModel.builder()
            .defaultRequestParameters(
                EngineChatRequestParameters.builder().temperature(0.8).seed(7L).build())
            .build()) {
      VoteOptions options =
          VoteOptions.builder() // the setting "balanced", for answers as short as these
              .set("first", 4)
              .set("most", 16)
              .set("stepTokens", 8)
              .build();
      SelfConsistentChatModel model =
          SelfConsistentChatModel.builder(engine).options(options).build();

      ChatResponse response = model.chat(QUESTION);

      System.out.println(response.aiMessage().text());
      VoteReport report = VoteReport.of(response).orElseThrow();
      report
          .votes()
          .forEach(votes -> System.out.println(votes.branches() + " x " + votes.answer()));
      System.out.printf(
          "%s after %d of %d branches, %d cancelled; %s%n",
          report.reason(),
          report.started(),
          options.waves().most(),
          report.cancelled(),
          response.tokenUsage());
    }
  }
}
