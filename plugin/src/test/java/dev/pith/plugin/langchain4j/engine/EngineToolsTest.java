package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.pith.plugin.langchain4j.TrimReport;
import dev.pith.plugin.langchain4j.TrimmingChatModel;
import dev.pith.plugin.langchain4j.testing.RecordingHandler;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ScriptedModels;
import dev.pith.plugin.local.ToolTemplates;
import dev.pith.plugin.session.PithOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tools offered to a model that looks something up before it answers. */
class EngineToolsTest {

  private static final String CALL =
      "<tool_call>\n{\"name\": \"weigh\", \"arguments\": {\"thing\": \"moon\", \"kg\": 1.50}}\n"
          + "</tool_call>";
  private static final String ARGUMENTS = "{\"thing\":\"moon\",\"kg\":1.50}";
  private static final String THOUGHT = "I weigh it. ";

  private static final ToolSpecification WEIGH =
      ToolSpecification.builder()
          .name("weigh")
          .description("Weighs a thing.")
          .parameters(
              JsonObjectSchema.builder()
                  .addStringProperty("thing", "what to weigh")
                  .required("thing")
                  .build())
          .build();

  private final List<String> conversations = new ArrayList<>();
  private String thinking = "";
  private LocalModel local = model(ToolTemplates.TAGGED);

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void chat_call_isARequestOfTheMessage() {
    ChatResponse response = blocking().chat(question().build());

    assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    assertThat(response.aiMessage().text()).isNull();
    ToolExecutionRequest call = response.aiMessage().toolExecutionRequests().get(0);
    assertThat(call.name()).isEqualTo("weigh");
    assertThat(call.arguments()).isEqualTo(ARGUMENTS);
    assertThat(call.id()).isNotBlank();
  }

  @Test
  void chat_specification_isWrittenByTheTemplate() {
    blocking()
        .chat(
            question()
                .toolSpecifications(WEIGH, ToolSpecification.builder().name("now").build())
                .build());

    assertThat(conversations.get(0))
        .contains(
            "{\"type\": \"function\", \"function\": {\"name\": \"weigh\", \"description\":"
                + " \"Weighs a thing.\", \"parameters\": {\"type\": \"object\", \"properties\":"
                + " {\"thing\": {\"type\": \"string\", \"description\": \"what to weigh\"}},"
                + " \"required\": [\"thing\"]}}}")
        .contains(
            "{\"name\": \"now\", \"parameters\": {\"type\": \"object\", \"properties\": {},"
                + " \"required\": []}}");
  }

  @Test
  void stream_call_isHeardOnceWhenItIsComplete() {
    RecordingHandler user = new RecordingHandler();

    streaming().chat(question().build(), user);
    user.awaitEnd();

    assertThat(user.callbacks()).hasSize(3);
    assertThat(user.callbacks().get(0)).contains("PartialToolCall").contains("weigh");
    assertThat(user.callbacks().get(1)).contains("CompleteToolCall").contains("weigh");
    assertThat(user.await().aiMessage().toolExecutionRequests()).hasSize(1);
  }

  @Test
  void chat_toolChoiceNone_offersNone() {
    ChatResponse response = blocking().chat(question().toolChoice(ToolChoice.NONE).build());

    assertThat(response.aiMessage().toolExecutionRequests()).isEmpty();
    assertThat(response.aiMessage().text()).isEqualTo(CALL);
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(conversations.get(0)).doesNotContain("Functions");
  }

  @Test
  void chat_templateWithCallsInAnotherForm_isRefused() {
    local.close();
    local = model(ToolTemplates.OTHER);
    ChatRequest asked = question().build();

    assertThatThrownBy(() -> blocking().chat(asked))
        .isExactlyInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("tools")
        .hasMessageContaining("another form");
    assertThatThrownBy(() -> streaming().chat(asked, new RecordingHandler()))
        .isExactlyInstanceOf(UnsupportedFeatureException.class);
  }

  interface Keeper {
    String answer(String question);
  }

  static final class Scales {
    final List<String> weighed = new ArrayList<>();

    @Tool
    String weigh(@P(name = "thing") String thing, @P(name = "kg") double least) {
      weighed.add(thing + least);
      return "7e22 kg";
    }
  }

  @Test
  void service_overTheEngine_runsTheToolAndReadsItsResult() {
    Scales scales = new Scales();
    Keeper keeper =
        AiServices.builder(Keeper.class)
            .chatModel(blocking())
            .chatMemory(MessageWindowChatMemory.withMaxMessages(10))
            .tools(scales)
            .build();

    assertThat(keeper.answer("How heavy is the moon?")).isEqualTo("It weighs 7e22 kg.");
    assertThat(scales.weighed).containsExactly("moon1.5");
    assertThat(conversations.get(1))
        .contains("{\"name\": \"weigh\", \"arguments\": {\"thing\": \"moon\", \"kg\": 1.5")
        .contains("<tool_response>\n7e22 kg\n</tool_response>");
  }

  @Test
  void trimmed_callBehindACutThinking_isMade() {
    thinking = THOUGHT.repeat(200);
    PithOptions options = PithOptions.builder().set("trim-thinking-budget-tokens", 100).build();
    Scales scales = new Scales();
    List<ChatResponse> responses = new ArrayList<>();
    TrimmingChatModel model = TrimmingChatModel.builder(streaming()).options(options).build();
    Keeper keeper =
        AiServices.builder(Keeper.class)
            .chatModel(
                new dev.langchain4j.model.chat.ChatModel() {
                  @Override
                  public ChatResponse doChat(ChatRequest request) {
                    responses.add(model.chat(request));
                    return responses.get(responses.size() - 1);
                  }
                })
            .tools(scales)
            .build();

    assertThat(keeper.answer("How heavy is the moon?")).isEqualTo("It weighs 7e22 kg.");
    assertThat(scales.weighed).containsExactly("moon1.5");
    assertThat(responses.get(0).aiMessage().thinking())
        .startsWith(THOUGHT)
        .hasSizeLessThan(thinking.length() / 2);
    assertThat(TrimReport.of(responses.get(0))).isPresent();
    assertThat(responses.get(0).finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
  }

  private EngineChatModel blocking() {
    return EngineChatModel.builder().model(local).build();
  }

  private EngineStreamingChatModel streaming() {
    return EngineStreamingChatModel.builder().model(local).build();
  }

  private LocalModel model(String template) {
    return ScriptedModels.of(template, this::write, settings -> settings);
  }

  private String write(String conversation, String written) {
    if (written.isEmpty()) {
      conversations.add(conversation);
    }
    String answer = conversation.contains("<tool_response>") ? "It weighs 7e22 kg." : CALL;
    int closed = written.indexOf("</think>");
    if (closed >= 0) {
      return written.substring(0, closed) + "</think>\n\n" + answer;
    }
    return thinking.isEmpty() ? answer : "<think>" + thinking + "</think>\n\n" + answer;
  }

  private static ChatRequest.Builder question() {
    return ChatRequest.builder()
        .messages(UserMessage.from("How heavy is the moon?"))
        .toolSpecifications(WEIGH);
  }
}
