package dev.pith.examples;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.pith.plugin.langchain4j.ContinuationMethod;
import dev.pith.plugin.langchain4j.TrimReport;
import dev.pith.plugin.langchain4j.TrimmingChatModel;
import dev.pith.plugin.langchain4j.memory.CompressingChatMemory;

/**
 * An AI service with a tool and a memory: the thinking of every round is trimmed, and what was
 * thought in earlier turns is carried forward in short.
 *
 * <p>Arguments: the URL of an OpenAI-style server, the name of a reasoning model, then questions.
 */
public final class ToolService {

  private ToolService() {}

  /** What the service can be asked. */
  interface Assistant {
    Result<String> ask(String question);
  }

  /** What the model can call. */
  static final class Calculator {
    @Tool("Multiplies two whole numbers")
    long multiply(
        @P(name = "a", value = "the first number") long a,
        @P(name = "b", value = "the second number") long b) {
      return a * b;
    }
  }

  /** Runs the example. */
  public static void main(String[] args) {
    ChatModel model =
        TrimmingChatModel.builder(
                OpenAiStreamingChatModel.builder()
                    .baseUrl(args[0] + "/v1")
                    .apiKey("none")
                    .modelName(args[1])
                    .returnThinking(true) // what is hidden cannot be trimmed
                    .build())
            .continuation(ContinuationMethod.PREFILL_TAGS) // unset: a probe finds out
            .build();
    Assistant assistant =
        AiServices.builder(Assistant.class)
            .chatModel(model)
            .tools(new Calculator())
            .chatMemory(CompressingChatMemory.of(MessageWindowChatMemory.withMaxMessages(40)))
            .build();
    for (int i = 2; i < args.length; i++) {
      Result<String> result = assistant.ask(args[i]);
      System.out.println(result.content());
      TrimReport.of(result.finalResponse())
          .ifPresent(cut -> System.out.println(cut.reason() + " after " + cut.kept().tokens()));
    }
  }
}
