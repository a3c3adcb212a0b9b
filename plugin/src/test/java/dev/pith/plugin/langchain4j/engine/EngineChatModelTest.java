package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ScriptedModels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The blocking face, on a model that repeats what it has read. */
class EngineChatModelTest {

  private LocalModel local;
  private EngineChatModel model;

  @BeforeEach
  void open() {
    local =
        ScriptedModels.of(
            (conversation, written) ->
                conversation.contains("forever")
                    ? "on ".repeat(written.length() + 1)
                    : marked(conversation));
    model = EngineChatModel.builder().model(local).build();
  }

  @AfterEach
  void close() {
    model.close();
    local.close();
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of(SystemMessage.from("Be kind."), "[system\nBe kind.]\n"),
        Arguments.of(UserMessage.from("Hello."), "[user\nHello.]\n"),
        Arguments.of(
            UserMessage.from(TextContent.from("One."), TextContent.from("Two.")),
            "[user\nOne.\nTwo.]\n"),
        Arguments.of(AiMessage.from("Yes."), "[assistant\nYes.]\n"),
        Arguments.of(
            AiMessage.from(
                ToolExecutionRequest.builder().id("1").name("add").arguments("{\"a\":1}").build()),
            "[assistant\n]\n"),
        Arguments.of(ToolExecutionResultMessage.from("1", "add", "2"), "[tool\n2]\n"),
        Arguments.of(
            CustomMessage.from(Map.of("role", "developer", "content", "Think.")),
            "[developer\nThink.]\n"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void chat_everyTypeOfMessage_isReadByTheModel(ChatMessage message, String expected) {
    UserMessage last = UserMessage.from("And?");

    ChatResponse response = model.chat(message, last);

    assertThat(response.aiMessage().text()).isEqualTo(expected + "[user\nAnd?]\n");
  }

  @Test
  void chat_historyOfTools_givesTheTemplateObjects() {
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("7").name("add").arguments("{\"a\":1}").build();

    Map<String, Object> asked =
        TemplateMessages.of(
            AiMessage.builder().thinking("hm").toolExecutionRequests(List.of(call)).build());
    Map<String, Object> done = TemplateMessages.of(ToolExecutionResultMessage.from(call, "2"));

    assertThat(asked)
        .containsEntry("reasoning_content", "hm")
        .containsEntry(
            "tool_calls",
            List.of(
                Map.of(
                    "id",
                    "7",
                    "type",
                    "function",
                    "function",
                    Map.of("name", "add", "arguments", Map.of("a", 1)))));
    assertThat(done)
        .containsEntry("tool_call_id", "7")
        .containsEntry("name", "add")
        .containsEntry("content", "2");
  }

  static Stream<Arguments> unsupported() {
    UserMessage user = UserMessage.from("Hello.");
    ToolSpecification tool = ToolSpecification.builder().name("add").build();
    return Stream.of(
        Arguments.of(
            "tools are not supported by the embedded engine with scripted",
            user,
            ChatRequestParameters.builder().toolSpecifications(tool)),
        Arguments.of(
            "strict",
            user,
            ChatRequestParameters.builder()
                .toolSpecifications(tool.toBuilder().strict(true).build())),
        Arguments.of(
            "ToolChoice.REQUIRED",
            user,
            ChatRequestParameters.builder()
                .toolSpecifications(tool)
                .toolChoice(ToolChoice.REQUIRED)),
        Arguments.of(
            "JSON response format",
            user,
            ChatRequestParameters.builder().responseFormat(ResponseFormat.JSON)),
        Arguments.of(
            "image",
            UserMessage.from(ImageContent.from("http://localhost/cat.png")),
            ChatRequestParameters.builder()),
        Arguments.of(
            "audio",
            UserMessage.from(AudioContent.from(Audio.builder().base64Data("AA==").build())),
            ChatRequestParameters.builder()),
        Arguments.of(
            "enableThinking", user, EngineChatRequestParameters.builder().enableThinking(false)));
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void chat_whatTheEngineCannotDo_isRefusedByName(
      String name,
      UserMessage message,
      dev.langchain4j.model.chat.request.DefaultChatRequestParameters.Builder<?> parameters) {
    ChatRequest request =
        ChatRequest.builder().messages(message).parameters(parameters.build()).build();

    assertThatThrownBy(() -> model.chat(request))
        .isExactlyInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("not supported");
    assertThat(local.generator().stats().promptTokens()).isZero();
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        Arguments.of("temperature", EngineChatRequestParameters.builder().temperature(-0.1)),
        Arguments.of("topP", EngineChatRequestParameters.builder().topP(1.1)),
        Arguments.of("topK", EngineChatRequestParameters.builder().topK(-1)),
        Arguments.of("minP", EngineChatRequestParameters.builder().minP(2.0)),
        Arguments.of(
            "repetitionPenalty", EngineChatRequestParameters.builder().repetitionPenalty(0.0)),
        Arguments.of(
            "frequencyPenalty", EngineChatRequestParameters.builder().frequencyPenalty(Double.NaN)),
        Arguments.of(
            "presencePenalty", EngineChatRequestParameters.builder().presencePenalty(Double.NaN)),
        Arguments.of("maxOutputTokens", EngineChatRequestParameters.builder().maxOutputTokens(0)),
        Arguments.of("stop sequence", EngineChatRequestParameters.builder().stopSequences("")),
        Arguments.of("topLogprobs", EngineChatRequestParameters.builder().topLogprobs(1)),
        Arguments.of(
            "topLogprobs", EngineChatRequestParameters.builder().logprobs(true).topLogprobs(21)));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void chat_valueOutOfItsRange_isInvalidByName(
      String name, EngineChatRequestParameters.Builder parameters) {
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("Hello."))
            .parameters(parameters.build())
            .build();

    assertThatThrownBy(() -> model.chat(request))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(name);
  }

  @Test
  void chat_anotherModelsName_isNotFound() {
    ChatRequest request =
        ChatRequest.builder().messages(UserMessage.from("Hello.")).modelName("banana").build();

    assertThatThrownBy(() -> model.chat(request))
        .isExactlyInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("banana");
  }

  @Test
  void chat_customMessageWithoutRole_isInvalid() {
    assertThatThrownBy(
            () -> model.chat(CustomMessage.from(Map.of("content", "x")), UserMessage.from("?")))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("role");
  }

  @Test
  void chat_interrupted_endsTheGenerationAndKeepsTheInterrupt() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                model.chat("forever");
              } catch (LangChain4jException expected) {
                thrown.set(expected);
              }
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();
    await().until(() -> local.generator().stats().generatedTokens() > 3);

    caller.interrupt();
    caller.join();

    assertThat(thrown.get()).hasMessageContaining("interrupted");
    assertThat(interrupted.join()).isTrue();
    await().until(() -> local.generator().stats().running() == 0);
  }

  @Test
  void close_whileRunning_failsTheChat() {
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> model.chat("forever"));
    await().until(() -> local.generator().stats().generatedTokens() > 3);

    model.close();

    assertThat(answer)
        .failsWithin(java.time.Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseExactlyInstanceOf(LangChain4jException.class)
        .withMessageContaining("closed");
  }

  /** Control tokens would begin turns of their own in the answer. */
  private static String marked(String conversation) {
    return conversation.replace("<|im_start|>", "[").replace("<|im_end|>", "]");
  }
}
