package dev.pith.plugin.local;

import dev.pith.plugin.settings.SettingValues;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.KvType;
import dev.pith.ragcache.generate.GeneratorSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which model is served, and how it runs.
 *
 * @param file a GGUF file
 * @param engine how a forward pass runs
 * @param generator how many answers are generated at once, and with how much memory
 */
public record ModelSettings(Path file, EngineSettings engine, GeneratorSettings generator) {

  private static final int MOST_THREADS = 1024;
  private static final int MOST_RUNNING = 1024;

  /** Returns the settings of a file with every default. */
  public static ModelSettings of(Path file) {
    return new ModelSettings(file, EngineSettings.defaults(), GeneratorSettings.defaults());
  }

  /**
   * Returns the settings with these values; empty when they name no model.
   *
   * @throws dev.pith.plugin.settings.SettingException if a value is not of its type or out of its
   *     range
   */
  public static Optional<ModelSettings> of(SettingValues values) {
    Path file = values.path("model");
    if (file == null) {
      return Optional.empty();
    }
    EngineSettings engine = EngineSettings.defaults();
    GeneratorSettings generator = GeneratorSettings.defaults();
    return Optional.of(
        new ModelSettings(
            file,
            engine
                .withKvType(values.choice("kv-type", KvType.class))
                .withThreads((int) values.count("threads", MOST_THREADS, engine.threads())),
            generator
                .withMaxKvBytes(values.count("kv-bytes", Long.MAX_VALUE, generator.maxKvBytes()))
                .withMaxRunning(
                    (int) values.count("max-running", MOST_RUNNING, generator.maxRunning()))
                .withContextTokens(
                    (int)
                        values.count(
                            "context-tokens", Integer.MAX_VALUE, generator.contextTokens()))));
  }
}
