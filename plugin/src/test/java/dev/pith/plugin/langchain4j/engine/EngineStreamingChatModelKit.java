package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.InOrder;

/**
 * LangChain4j's contract suite for streaming models, over the engine. What a subclass runs is the
 * same for bare and decorated models: the switches stand here, so that {@link EngineKitsTest} can
 * compare them case by case.
 */
abstract class EngineStreamingChatModelKit extends AbstractStreamingChatModelIT {

  private final KitModels models = new KitModels();
  private final KitModels.Decorator<StreamingChatModel> decorator;

  EngineStreamingChatModelKit(KitModels.Decorator<StreamingChatModel> decorator) {
    this.decorator = decorator;
  }

  @AfterAll
  void close() {
    models.close();
  }

  @Override
  protected List<StreamingChatModel> models() {
    return List.of(createModelWith(EngineChatRequestParameters.EMPTY));
  }

  @Override
  protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
    return models.decorated(decorator, parameters, List.of());
  }

  @Override
  public StreamingChatModel createModelWith(ChatModelListener listener) {
    return models.decorated(decorator, EngineChatRequestParameters.EMPTY, List.of(listener));
  }

  /** The engine has one model: it refuses the names of others as servers do. */
  @ParameterizedTest
  @MethodSource("models")
  @Override
  protected void should_fail_if_modelName_is_not_supported(StreamingChatModel model) {
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("What is the capital of Germany?"))
            .modelName("dummy")
            .build();

    assertThatThrownBy(() -> chat(model, request))
        .hasRootCauseExactlyInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("dummy");
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return EngineChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
  }

  @Override
  protected void verifyToolCallbacks(
      StreamingChatResponseHandler handler, InOrder inOrder, String id) {
    verifyCall(handler, inOrder, 0, id, "getWeather", "{\"city\":\"Munich\"}");
  }

  @Override
  protected void verifyToolCallbacks(
      StreamingChatResponseHandler handler, InOrder inOrder, String first, String second) {
    verifyToolCallbacks(handler, inOrder, first);
    verifyCall(handler, inOrder, 1, second, "getTime", "{\"country\":\"France\"}");
  }

  private static void verifyCall(
      StreamingChatResponseHandler handler,
      InOrder inOrder,
      int index,
      String id,
      String name,
      String arguments) {
    inOrder.verify(handler).onPartialToolCall(eq(partial(index, id, name, arguments)), any());
    inOrder.verify(handler).onCompleteToolCall(complete(index, id, name, arguments));
  }

  @Override
  protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(
      StreamingChatModel model) {
    return EngineChatResponseMetadata.class;
  }

  @Override
  protected Class<? extends TokenUsage> tokenUsageType(StreamingChatModel model) {
    return EngineTokenUsage.class;
  }

  @Override
  protected boolean supportsModelNameParameter() {
    return false;
  }

  @Override
  protected boolean supportsToolChoiceRequired() {
    return false;
  }

  @Override
  protected boolean supportsJsonResponseFormat() {
    return false;
  }

  @Override
  protected boolean supportsJsonResponseFormatWithSchema() {
    return false;
  }

  @Override
  protected boolean supportsJsonResponseFormatWithRawSchema() {
    return false;
  }

  @Override
  protected boolean supportsSingleImageInputAsBase64EncodedString() {
    return false;
  }

  @Override
  protected boolean supportsSingleImageInputAsPublicURL() {
    return false;
  }
}
