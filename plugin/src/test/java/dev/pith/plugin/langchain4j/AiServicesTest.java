package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;
import static dev.pith.plugin.langchain4j.testing.PithAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.V;
import dev.pith.plugin.langchain4j.memory.CompressingChatMemory;
import dev.pith.plugin.langchain4j.testing.FakeReply;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.session.PithOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The decorated models where LangChain4j's users have them: under services, tools and agents. */
class AiServicesTest {

  private static final String THOUGHT = "Seventeen times twenty is 340. And three more are 51. ";

  interface Calculator {
    Result<String> ask(String question);
  }

  interface StreamingCalculator {
    TokenStream ask(String question);
  }

  /** The agentic module calls it by reflection. */
  public interface CalculatingAgent {
    @dev.langchain4j.service.UserMessage("What is {{a}} times {{b}}?")
    @Agent("Multiplies two numbers")
    String multiply(@V("a") int a, @V("b") int b);
  }

  /** A tool of the model. */
  static final class Multiplication {
    @Tool
    int multiply(int a, int b) {
      return a * b;
    }
  }

  /** Thinks too long in every round: before it calls its tool, and before it answers. */
  private final FakeStreamingChatModel delegate = new FakeStreamingChatModel(this::answer);

  private final TrimmingBuilder<TrimmingChatModel> blocking =
      TrimmingChatModel.builder(delegate)
          .options(PithOptions.builder().set("trim-thinking-budget-tokens", 15).build())
          .continuation(ContinuationMethod.PREFILL_TAGS);

  @Test
  void aiService_toolLoop_everyRoundIsCut() {
    TrimmingChatModel model = blocking.build();
    ChatMemory memory = CompressingChatMemory.of(MessageWindowChatMemory.withMaxMessages(20));
    Calculator calculator =
        AiServices.builder(Calculator.class)
            .chatModel(model)
            .tools(new Multiplication())
            .chatMemory(memory)
            .build();

    Result<String> first = calculator.ask("What is 17 times 23?");
    Result<String> second = calculator.ask("And once more?");

    assertThat(first.content()).isEqualTo("It is 391.");
    assertThat(first.toolExecutions())
        .singleElement()
        .satisfies(each -> assertThat(each.result()).isEqualTo("391"));
    assertThat(second.content()).isEqualTo("It is 391.");
    assertThat(model.savings().cut()).containsEntry("budget", 4L);
    assertThat(first.finalResponse()).wasTrimmed().keptAtMost(30);
    assertThat(memory.messages()).hasSize(8);
  }

  @Test
  void streamingAiService_toolLoop_everyRoundIsCut() throws Exception {
    TrimmingStreamingChatModel model =
        TrimmingStreamingChatModel.builder(delegate)
            .options(PithOptions.builder().set("trim-thinking-budget-tokens", 15).build())
            .continuation(ContinuationMethod.PREFILL_TAGS)
            .build();
    StreamingCalculator calculator =
        AiServices.builder(StreamingCalculator.class)
            .streamingChatModel(model)
            .tools(new Multiplication())
            .build();
    CompletableFuture<ChatResponse> response = new CompletableFuture<>();
    StringBuilder streamed = new StringBuilder();

    calculator
        .ask("What is 17 times 23?")
        .onPartialResponse(streamed::append)
        .onCompleteResponse(response::complete)
        .onError(response::completeExceptionally)
        .start();

    assertThat(response.get(30, TimeUnit.SECONDS)).wasTrimmed();
    assertThat(streamed.toString()).isEqualTo("It is 391.");
    assertThat(model.savings().cut()).containsEntry("budget", 2L);
  }

  @Test
  void agent_ofTheAgenticModule_isCut() {
    TrimmingChatModel model = blocking.build();
    CalculatingAgent agent =
        AgenticServices.agentBuilder(CalculatingAgent.class)
            .chatModel(model)
            .tools(new Multiplication())
            .build();

    assertThat(agent.multiply(17, 23)).isEqualTo("It is 391.");
    assertThat(model.savings().cut()).containsEntry("budget", 2L);
  }

  private FakeReply answer(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    ChatMessage last = messages.get(messages.size() - 1);
    if (!(last instanceof AiMessage)) {
      return reply().thinking(THOUGHT).thinking("Wait. ").untilCancelled();
    }
    boolean hasResult = messages.get(messages.size() - 2) instanceof ToolExecutionResultMessage;
    return hasResult
        ? reply().text("It is 391.").usage(60, 5)
        : reply()
            .toolCall(
                ToolExecutionRequest.builder()
                    .id("1")
                    .name("multiply")
                    .arguments("{\"arg0\": 17, \"arg1\": 23, \"a\": 17, \"b\": 23}")
                    .build())
            .usage(50, 12);
  }
}
