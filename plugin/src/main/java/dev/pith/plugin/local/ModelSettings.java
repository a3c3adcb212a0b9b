package dev.pith.plugin.local;

import dev.pith.plugin.settings.SettingValues;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.KvType;
import dev.pith.ragcache.generate.GeneratorSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which model is served, and how it runs.
 *
 * @param file a GGUF file; null for the model that comes with Pith
 * @param engine how a forward pass runs
 * @param generator how many answers are generated at once, and with how much memory
 * @param chunkReuse how the KV of retrieved chunks is reused
 */
public record ModelSettings(
    @Nullable Path file,
    EngineSettings engine,
    GeneratorSettings generator,
    ChunkReuse chunkReuse) {

  private static final int MOST_THREADS = 1024;
  private static final int MOST_RUNNING = 1024;

  /** Creates settings with which no chunk is reused. */
  public ModelSettings(@Nullable Path file, EngineSettings engine, GeneratorSettings generator) {
    this(file, engine, generator, ChunkReuse.off());
  }

  /** Returns these settings with another reuse of chunks. */
  public ModelSettings withChunkReuse(ChunkReuse other) {
    return new ModelSettings(file, engine, generator, other);
  }

  /** Returns the settings of a file with every default. */
  public static ModelSettings of(Path file) {
    return new ModelSettings(file, EngineSettings.defaults(), GeneratorSettings.defaults());
  }

  /** Returns the settings of the model that comes with Pith, with every default. */
  public static ModelSettings embedded() {
    return new ModelSettings(null, EngineSettings.defaults(), GeneratorSettings.defaults());
  }

  /**
   * Returns the settings with these values; the model is the one that comes with Pith when they
   * name none.
   *
   * @throws dev.pith.plugin.settings.SettingException if a value is not of its type or out of its
   *     range
   */
  public static ModelSettings of(SettingValues values) {
    Path file = values.path("model");
    EngineSettings engine = EngineSettings.defaults();
    GeneratorSettings generator = GeneratorSettings.defaults();
    return new ModelSettings(
        file,
        engine
            .withKvType(values.choice("kv-type", KvType.class))
            .withThreads((int) values.count("threads", MOST_THREADS, engine.threads())),
        generator
            .withMaxKvBytes(values.count("kv-bytes", Long.MAX_VALUE, generator.maxKvBytes()))
            .withMaxRunning((int) values.count("max-running", MOST_RUNNING, generator.maxRunning()))
            .withContextTokens(
                (int) values.count("context-tokens", Integer.MAX_VALUE, generator.contextTokens())),
        ChunkReuse.of(values));
  }
}
