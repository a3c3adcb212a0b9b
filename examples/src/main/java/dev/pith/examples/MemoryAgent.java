package dev.pith.examples;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.pith.plugin.langchain4j.ContinuationMethod;
import dev.pith.plugin.langchain4j.TrimmingChatModel;
import dev.pith.plugin.langchain4j.memory.CompressingChatMemory;
import dev.pith.plugin.langchain4j.memory.ThinkingPruner;

/**
 * An agent of LangChain4j's agentic module that remembers: of what it thought before, only the last
 * two sentences are carried forward.
 *
 * <p>Arguments: the URL of an OpenAI-style server, the name of a reasoning model, then tasks.
 */
public final class MemoryAgent {

  private MemoryAgent() {}

  /** The agent. */
  public interface Solver {
    /** Solves a task, with what was solved before in mind. */
    @UserMessage("Solve this task, using earlier results where they help: {{task}}")
    @Agent("Solves tasks one after the other")
    String solve(@MemoryId String conversation, @V("task") String task);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    TrimmingChatModel model =
        TrimmingChatModel.builder(
                OpenAiStreamingChatModel.builder()
                    .baseUrl(args[0] + "/v1")
                    .apiKey("none")
                    .modelName(args[1])
                    .returnThinking(true)
                    .sendThinking(true) // what is carried forward is sent to the model
                    .build())
            .continuation(ContinuationMethod.PREFILL_TAGS)
            .build();
    Solver solver =
        AgenticServices.agentBuilder(Solver.class)
            .chatModel(model)
            .chatMemoryProvider(
                id ->
                    CompressingChatMemory.of(
                        MessageWindowChatMemory.builder().id(id).maxMessages(40).build(),
                        ThinkingPruner.lastSentences(2)))
            .build();
    for (int i = 2; i < args.length; i++) {
      System.out.println(solver.solve("example", args[i]));
    }
    System.out.println("cut: " + model.savings().cut());
  }
}
