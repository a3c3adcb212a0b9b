package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of both chat models have in common. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class EngineModelBuilder<B extends EngineModelBuilder<B>> {

  private @Nullable LocalModel model;
  private ModelSettings settings = ModelSettings.embedded();
  private ChatRequestParameters defaults = EngineChatRequestParameters.EMPTY;
  private List<ChatModelListener> listeners = List.of();

  EngineModelBuilder() {}

  abstract B self();

  /** Asks a model that is open already; it is shared, and whoever opened it closes it. */
  public B model(LocalModel model) {
    this.model = model;
    return self();
  }

  /** Opens a GGUF file; it is closed with the chat model. */
  public B modelFile(Path file) {
    return modelSettings(ModelSettings.of(file));
  }

  /**
   * Opens a model; it is closed with the chat model. Default: the small model that comes with Pith,
   * with every default.
   */
  public B modelSettings(ModelSettings settings) {
    this.model = null;
    this.settings = settings;
    return self();
  }

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
    LocalModel given = model;
    if (given != null) {
      return new EngineSession(given, false, defaults, listeners);
    }
    try {
      return new EngineSession(LocalModel.open(settings), true, defaults, listeners);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
