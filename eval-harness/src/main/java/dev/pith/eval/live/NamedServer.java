package dev.pith.eval.live;

import dev.pith.verifier.client.ModelVerifierSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model on a server, as three options of one name say it: {@code --NAME-url}, {@code
 * --NAME-model} and {@code --NAME-key-env}.
 *
 * @param name the beginning of their names
 * @param url null when not given, as the others
 * @param model the name by which the server knows it
 * @param keyVariable the environment variable that holds the key
 */
public record NamedServer(
    String name, @Nullable URI url, @Nullable String model, @Nullable String keyVariable) {

  /**
   * Returns how the server is asked; null when none is named.
   *
   * @param deadline of one call
   * @throws IllegalArgumentException if an option is missing or cannot be used, naming it
   */
  public @Nullable ModelVerifierSettings settings(
      Map<String, String> environment, Duration deadline) {
    String options = "--" + name + "-";
    if (url == null) {
      if (model != null || keyVariable != null) {
        throw new IllegalArgumentException(
            options + "model and " + options + "key-env need " + options + "url");
      }
      return null;
    }
    if (model == null) {
      throw new IllegalArgumentException(options + "url needs " + options + "model");
    }
    String key = keyVariable == null ? null : environment.get(keyVariable);
    if (keyVariable != null && key == null) {
      throw new IllegalArgumentException(
          options + "key-env must name a variable that is set, and not be the key");
    }
    try {
      return ModelVerifierSettings.builder(url, model).key(key).deadline(deadline).build();
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException(options + bad.getMessage(), bad);
    }
  }
}
