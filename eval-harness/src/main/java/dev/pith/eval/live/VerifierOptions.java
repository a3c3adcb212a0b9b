package dev.pith.eval.live;

import dev.pith.verifier.client.ModelVerifierSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which model on a server is asked as a verifier. */
final class VerifierOptions {

  /**
   * Far beyond the proxy's own deadline: a verdict that comes too late is of no use, and yet has
   * its price.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Option(
      names = "--verifier-url",
      paramLabel = "URL",
      description =
          "The OpenAI-style server that pith+server and pith+cascade ask; the measured model itself,"
              + " behind its own HTTP, when not given.")
  private @Nullable URI url;

  @Option(
      names = "--verifier-model",
      paramLabel = "NAME",
      description = "The name by which that server knows the model.")
  private @Nullable String model;

  @Option(
      names = "--verifier-key-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds the key for that server.")
  private @Nullable String keyVariable;

  /** Returns whether a server is named. */
  boolean isGiven() {
    return url != null;
  }

  /**
   * Returns how the named server is asked; null when none is.
   *
   * @throws IllegalArgumentException if an option is missing or cannot be used
   */
  @Nullable ModelVerifierSettings settings(Map<String, String> environment) {
    return new NamedServer("verifier", url, model, keyVariable).settings(environment, PATIENCE);
  }

  /**
   * Returns how the measured model is asked over HTTP: without instructions, as it was trained.
   *
   * @param port of the proxy before it
   */
  static ModelVerifierSettings ofLoopback(int port, String model) {
    return ModelVerifierSettings.builder(URI.create("http://127.0.0.1:" + port), model)
        .instructions(false)
        .deadline(PATIENCE)
        .build();
  }
}
