package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;

/**
 * What the builders of both chat models have in common. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class EngineChatModelBuilder<B extends EngineChatModelBuilder<B>>
    extends EngineModelBuilder<B> {

  private ChatRequestParameters defaults = EngineChatRequestParameters.EMPTY;
  private List<ChatModelListener> listeners = List.of();

  EngineChatModelBuilder() {}

  /**
   * Gives the parameters of requests that leave them out. By default the model's name, temperature
   * 1, and no filters, penalties or limits.
   */
  public B defaultRequestParameters(ChatRequestParameters defaults) {
    this.defaults = defaults;
    return self();
  }

  /** Names who hears of requests, responses and errors; default nobody. */
  public B listeners(List<ChatModelListener> listeners) {
    this.listeners = List.copyOf(listeners);
    return self();
  }

  /** Names who hears of requests, responses and errors; default nobody. */
  public B listeners(ChatModelListener... listeners) {
    return listeners(List.of(listeners));
  }

  /** Opens what is to be opened. */
  EngineSession session() {
    return new EngineSession(open(), !isShared(), defaults, listeners);
  }
}
