package dev.pith.eval.live;

import dev.pith.plugin.local.ModelSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which model is measured. */
public final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A GGUF file; the model that comes with Pith when not given.")
  private @Nullable Path file;

  /** Returns the settings of the model, with every default. */
  public ModelSettings settings() {
    return file == null ? ModelSettings.embedded() : ModelSettings.of(file);
  }
}
