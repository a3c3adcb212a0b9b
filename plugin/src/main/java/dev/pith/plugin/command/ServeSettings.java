package dev.pith.plugin.command;

import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./pith serve} runs.
 *
 * @param proxy the proxy; it names an upstream when there is no model
 * @param model the model in this process; null before a model server
 * @param verifier who answers what the rules leave open
 */
record ServeSettings(
    ProxySettings proxy, @Nullable ModelSettings model, VerifierSettings verifier) {

  /** When the model that comes with Pith is cut, whose traces are short. */
  private static final String POLICY_OF_EMBEDDED_MODEL = "short";

  /** Returns something to ask the model: the one that comes with Pith knows little else. */
  String question() {
    return model != null && model.file() == null
        ? "Facts: Amy has 4 books. Dan leads Amy by 3 books. How many books does Dan have?"
        : "What is 17*23?";
  }

  /**
   * Returns the settings with these values; with neither an upstream nor a model those of the model
   * that comes with Pith.
   *
   * @param environment where keys are
   * @throws SettingException if a value cannot be used, or if there is both an upstream and a model
   */
  static ServeSettings of(SettingValues values, Map<String, String> environment) {
    VerifierSettings verifier = VerifierSettings.of(values, environment);
    ProxySettings proxy = ProxySettings.of(values);
    ModelSettings model = ModelSettings.of(values);
    if (proxy.upstream() == null) {
      return model.file() == null
          ? new ServeSettings(
              ProxySettings.of(values.orElse("policy", POLICY_OF_EMBEDDED_MODEL)), model, verifier)
          : new ServeSettings(proxy, model, verifier);
    }
    if (model.file() != null) {
      throw new SettingException(
          "model",
          "model and upstream exclude each other: " + model.file() + " and " + proxy.upstream());
    }
    return new ServeSettings(proxy, null, verifier);
  }
}
