package dev.pith.plugin.command;

import dev.pith.plugin.local.ModelSettings;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import java.util.Optional;

/**
 * What {@code ./pith serve} runs.
 *
 * @param proxy the proxy; it names an upstream when there is no model
 * @param model the model in this process
 */
record ServeSettings(ProxySettings proxy, Optional<ModelSettings> model) {

  /**
   * Returns the settings with these values.
   *
   * @throws SettingException if a value cannot be used, or if there is not exactly one of an
   *     upstream and a model
   */
  static ServeSettings of(SettingValues values) {
    ProxySettings proxy = ProxySettings.of(values);
    Optional<ModelSettings> model = ModelSettings.of(values);
    if (proxy.upstream() == null && model.isEmpty()) {
      throw new SettingException(
          "upstream", "give --upstream, the URL of a model server, or --model, a GGUF file");
    }
    if (proxy.upstream() != null && model.isPresent()) {
      throw new SettingException(
          "model",
          "model and upstream exclude each other: "
              + model.get().file()
              + " and "
              + proxy.upstream());
    }
    return new ServeSettings(proxy, model);
  }
}
