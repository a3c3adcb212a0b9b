package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.request.BadParameterException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A model, the chats that run on it, and what a chat model of LangChain4j is asked for. */
final class EngineSession implements AutoCloseable {

  /** The variable by which templates of reasoning models are told whether to think. */
  static final String THINKING_SWITCH = "enable_thinking";

  private static final List<Map<String, Object>> ANYTHING =
      List.of(Map.of("role", "user", "content", "Hello"));

  private final LocalModel model;
  private final boolean ownsModel;
  private final ChatRequestParameters defaults;
  private final List<ChatModelListener> listeners;
  private final Set<EngineCall> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile @Nullable Boolean canSwitchThinking;

  /**
   * Begins a session.
   *
   * @param ownsModel whether the model is closed with this
   */
  EngineSession(
      LocalModel model,
      boolean ownsModel,
      ChatRequestParameters defaults,
      List<ChatModelListener> listeners) {
    this.model = model;
    this.ownsModel = ownsModel;
    this.defaults =
        EngineChatRequestParameters.builder()
            .modelName(model.name())
            .overrideWith(defaults)
            .build();
    this.listeners = List.copyOf(listeners);
  }

  ChatRequestParameters defaults() {
    return defaults;
  }

  List<ChatModelListener> listeners() {
    return listeners;
  }

  /**
   * Takes a request on; whoever does so runs the call and then {@link #end}s it.
   *
   * @throws UnsupportedFeatureException when it asks for what the engine cannot do
   * @throws LangChain4jException when this is closed
   */
  EngineCall begin(ChatRequest request) {
    UnsupportedFeatures.refuseIn(request);
    if (request.parameters() instanceof EngineChatRequestParameters ours
        && ours.enableThinking() != null
        && !canSwitchThinking()) {
      throw UnsupportedFeatures.unsupported(
          "enableThinking: the chat template of " + model.name() + " has no such switch; it is");
    }
    if (!TemplateTools.of(request.parameters()).isEmpty()) {
      requireTools();
    }
    EngineCall call = new EngineCall(model, request);
    running.add(call);
    if (closed) {
      end(call);
      throw closedModel();
    }
    return call;
  }

  void end(EngineCall call) {
    running.remove(call);
  }

  @Override
  public void close() {
    closed = true;
    running.forEach(call -> call.fail(closedModel()));
    if (ownsModel) {
      model.close();
    }
  }

  private static LangChain4jException closedModel() {
    return new LangChain4jException("the chat model has been closed");
  }

  private void requireTools() {
    try {
      model.requireTools();
    } catch (BadParameterException unsupported) {
      throw new UnsupportedFeatureException(String.valueOf(unsupported.getMessage()));
    }
  }

  private boolean canSwitchThinking() {
    Boolean known = canSwitchThinking;
    if (known == null) {
      known = !prompt(true).equals(prompt(false));
      canSwitchThinking = known;
    }
    return known;
  }

  private List<?> prompt(boolean thinks) {
    try {
      return model.template().render(ANYTHING, true, Map.of(THINKING_SWITCH, thinks));
    } catch (BadParameterException refused) {
      return List.of();
    }
  }
}
