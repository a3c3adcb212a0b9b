package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.pith.plugin.local.ScriptedModels;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** LangChain4j's contract suite for listeners of streaming models, over the engine. */
abstract class EngineStreamingListenerKit extends AbstractStreamingChatModelListenerIT {

  private final KitModels models = new KitModels();
  private final KitModels.Decorator<StreamingChatModel> decorator;

  EngineStreamingListenerKit(KitModels.Decorator<StreamingChatModel> decorator) {
    this.decorator = decorator;
  }

  @AfterEach
  void close() {
    models.close();
  }

  @Override
  protected StreamingChatModel createModel(ChatModelListener listener) {
    return model(listener, modelName());
  }

  @Override
  protected StreamingChatModel createFailingModel(ChatModelListener listener) {
    return model(listener, "banana");
  }

  @Override
  protected String modelName() {
    return ScriptedModels.NAME;
  }

  @Override
  protected Class<? extends Exception> expectedExceptionClass() {
    return ModelNotFoundException.class;
  }

  @Override
  protected boolean supportsTools() {
    return false;
  }

  private StreamingChatModel model(ChatModelListener listener, String name) {
    ChatRequestParameters defaults =
        ChatRequestParameters.builder()
            .modelName(name)
            .temperature(temperature())
            .topP(topP())
            .maxOutputTokens(maxTokens())
            .build();
    return models.decorated(decorator, defaults, List.of(listener));
  }
}
