package dev.pith.eval.sft;

import dev.pith.eval.live.NamedServer;
import dev.pith.verifier.anchor.AnchorPruner;
import dev.pith.verifier.anchor.AnchorSettings;
import dev.pith.verifier.client.ChatAnchorModel;
import dev.pith.verifier.client.ModelVerifierSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the coarse stage of ASAP: which model is asked, and how. */
public final class AnchorOptions {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MAX_GREETING_TOKENS = 4_096;

  @Option(
      names = "--anchor-url",
      paramLabel = "URL",
      description =
          "An OpenAI-style server whose model follows instructions: before the fine stage it writes a"
              + " direct derivation of each answer, and leaves out the steps without a part in it.")
  private @Nullable URI url;

  @Option(
      names = "--anchor-model",
      paramLabel = "NAME",
      description = "The name by which that server knows the model.")
  private @Nullable String model;

  @Option(
      names = "--anchor-key-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds the key for that server.")
  private @Nullable String keyVariable;

  @Option(
      names = "--anchor-form",
      paramLabel = "FORM",
      defaultValue = "NUMBERS",
      description =
          "What that model answers with: numbers of the steps to drop, or the shortened text, which"
              + " is checked (as published; default: ${DEFAULT-VALUE}).")
  private AnchorSettings.Form form = AnchorSettings.Form.NUMBERS;

  /** The coarse stage of a run. */
  public record Stage(ChatAnchorModel model, AnchorSettings settings) implements AutoCloseable {

    /** Returns a pruner that asks the model. */
    public AnchorPruner pruner() {
      return new AnchorPruner(model, settings);
    }

    /** Returns who is asked for what, for reports. */
    public String id() {
      return model.id() + " by " + settings.form().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /**
   * Opens the coarse stage, and has the model say a word: without one every trace would be left to
   * the fine stage alone.
   *
   * @return empty when no server is named
   * @throws IllegalArgumentException if an option is missing or cannot be used
   * @throws IOException if the model says nothing
   */
  public Optional<Stage> open(Map<String, String> environment) throws IOException {
    ModelVerifierSettings settings =
        new NamedServer("anchor", url, model, keyVariable).settings(environment, PATIENCE);
    if (settings == null) {
      if (form != AnchorSettings.Form.NUMBERS) {
        throw new IllegalArgumentException("--anchor-form needs --anchor-url");
      }
      return Optional.empty();
    }
    Stage stage =
        new Stage(
            new ChatAnchorModel(settings),
            form == AnchorSettings.Form.TEXT
                ? AnchorSettings.published()
                : AnchorSettings.defaults());
    try {
      greet(stage.model(), settings.url());
      return Optional.of(stage);
    } catch (IOException silent) {
      stage.close();
      throw silent;
    }
  }

  private static void greet(ChatAnchorModel model, URI url) throws IOException {
    Optional<?> said;
    try {
      said = model.ask("Reply with the word OK.", 0, MAX_GREETING_TOKENS).join();
    } catch (CompletionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IOException(
          "--anchor-url " + url + ": " + model.id() + " gave no answer: " + cause.getMessage(),
          cause);
    }
    if (said.isEmpty()) {
      throw new IOException(
          "--anchor-url " + url + ": " + model.id() + " does not answer a plain question");
    }
  }
}
