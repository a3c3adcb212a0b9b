package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.pith.plugin.local.ScriptedModels;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** LangChain4j's contract suite for listeners of blocking models, over the engine. */
abstract class EngineListenerKit extends AbstractChatModelListenerIT {

  private final KitModels models = new KitModels();
  private final KitModels.Decorator<ChatModel> decorator;

  EngineListenerKit(KitModels.Decorator<ChatModel> decorator) {
    this.decorator = decorator;
  }

  @AfterEach
  void close() {
    models.close();
  }

  @Override
  protected ChatModel createModel(ChatModelListener listener) {
    return model(listener, modelName());
  }

  @Override
  protected ChatModel createFailingModel(ChatModelListener listener) {
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

  private ChatModel model(ChatModelListener listener, String name) {
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
