package dev.pith.plugin.langchain4j.engine;

import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.ModelSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of all engine models have in common: which model is asked. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class EngineModelBuilder<B extends EngineModelBuilder<B>> {

  private @Nullable LocalModel model;
  private ModelSettings settings = ModelSettings.embedded();

  EngineModelBuilder() {}

  abstract B self();

  /** Asks a model that is open already; it is shared, and whoever opened it closes it. */
  public B model(LocalModel model) {
    this.model = model;
    return self();
  }

  /** Opens a GGUF file; it is closed with what is built. */
  public B modelFile(Path file) {
    return modelSettings(ModelSettings.of(file));
  }

  /**
   * Opens a model; it is closed with what is built. Default: the small model that comes with Pith,
   * with every default.
   */
  public B modelSettings(ModelSettings settings) {
    this.model = null;
    this.settings = settings;
    return self();
  }

  /** Tells whether the model was opened by somebody else, who closes it. */
  boolean isShared() {
    return model != null;
  }

  /** Returns the model that was given, or opens it. */
  LocalModel open() {
    if (model != null) {
      return model;
    }
    try {
      return LocalModel.open(settings);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
