package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * LangChain4j's contract suite for blocking models, over the engine. What a subclass runs is the
 * same for bare and decorated models: the switches stand here, so that {@link EngineKitsTest} can
 * compare them case by case.
 */
abstract class EngineChatModelKit extends AbstractChatModelIT {

  private final KitModels models = new KitModels();
  private final KitModels.Decorator<ChatModel> decorator;

  EngineChatModelKit(KitModels.Decorator<ChatModel> decorator) {
    this.decorator = decorator;
  }

  @AfterAll
  void close() {
    models.close();
  }

  @Override
  protected List<ChatModel> models() {
    return List.of(createModelWith(EngineChatRequestParameters.EMPTY));
  }

  @Override
  protected ChatModel createModelWith(ChatRequestParameters parameters) {
    return models.decorated(decorator, parameters, List.of());
  }

  /** The engine has one model: it refuses the names of others as servers do. */
  @ParameterizedTest
  @MethodSource("models")
  @Override
  protected void should_fail_if_modelName_is_not_supported(ChatModel model) {
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("What is the capital of Germany?"))
            .modelName("dummy")
            .build();

    assertThatThrownBy(() -> chat(model, request))
        .isExactlyInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("dummy");
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return EngineChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
  }

  @Override
  protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(ChatModel model) {
    return EngineChatResponseMetadata.class;
  }

  @Override
  protected Class<? extends TokenUsage> tokenUsageType(ChatModel model) {
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
