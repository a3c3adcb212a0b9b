package dev.pith.plugin.command;

import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.verifier.client.ModelVerifierSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who answers what the trimmer asks.
 *
 * @param kinds who is asked, at least one
 * @param model how the model on a server is asked; null unless it is
 */
record VerifierSettings(Set<Kind> kinds, @Nullable ModelVerifierSettings model) {

  VerifierSettings {
    kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
  }

  /** The verifiers, in the order in which they are asked. */
  enum Kind {
    /** Deterministic, free, at once. */
    RULES,
    /** A model in this process. */
    EMBEDDED,
    /** A model on a server. */
    MODEL;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Rules alone. */
  static final VerifierSettings RULES_ALONE = new VerifierSettings(EnumSet.of(Kind.RULES), null);

  private static final List<String> NEED_A_URL = List.of("verifier-model", "verifier-key-env");

  /** Returns who is asked, in order, for people to read. */
  String description() {
    return kinds.stream()
        .map(
            kind ->
                kind == Kind.MODEL && model != null
                    ? model.model() + " at " + model.url()
                    : kind.label())
        .collect(Collectors.joining(", then "));
  }

  /**
   * Returns the settings with these values.
   *
   * @param environment where the key for the server is
   * @throws SettingException if a value cannot be used, or two contradict each other
   */
  static VerifierSettings of(SettingValues values, Map<String, String> environment) {
    URI url = values.url("verifier-url");
    Set<Kind> kinds = kinds(values.text("verifier"), url != null);
    if (url == null) {
      if (kinds.contains(Kind.MODEL)) {
        throw new SettingException(
            "verifier", "verifier model needs verifier-url: the server of the model");
      }
      for (String key : NEED_A_URL) {
        if (!values.text(key).isEmpty()) {
          throw new SettingException(key, key + " needs verifier-url: the server of the model");
        }
      }
      return new VerifierSettings(kinds, null);
    }
    if (!kinds.contains(Kind.MODEL)) {
      throw new SettingException(
          "verifier-url", "verifier-url is not used: verifier does not name model");
    }
    return new VerifierSettings(kinds, model(values, url, environment));
  }

  private static Set<Kind> kinds(String text, boolean url) {
    if (text.isEmpty()) {
      return url ? EnumSet.of(Kind.RULES, Kind.MODEL) : EnumSet.of(Kind.RULES);
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String name : text.split(",", -1)) {
      Kind named =
          Arrays.stream(Kind.values())
              .filter(kind -> kind.label().equals(name.strip().toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(
                  () ->
                      new SettingException(
                          "verifier",
                          "verifier must be made of rules, embedded and model, joined by commas: "
                              + text));
      if (!kinds.add(named)) {
        throw new SettingException(
            "verifier", "verifier must not name " + named.label() + " twice: " + text);
      }
    }
    return kinds;
  }

  private static ModelVerifierSettings model(
      SettingValues values, URI url, Map<String, String> environment) {
    if (values.text("verifier-model").isEmpty()) {
      throw new SettingException(
          "verifier-model",
          "verifier-model is missing: the name by which the server of verifier-url knows it");
    }
    ModelVerifierSettings.Builder builder =
        ModelVerifierSettings.builder(url, values.text("verifier-model"))
            .instructions(values.flag("verifier-instructions"))
            .deadline(positiveMillis(values))
            .maxConcurrent(Math.toIntExact(values.count("verifier-max-concurrent", 10_000, 16)));
    String key = key(values.text("verifier-key-env"), environment);
    try {
      builder.build();
    } catch (IllegalArgumentException bad) {
      throw new SettingException("verifier-url", "verifier-" + bad.getMessage());
    }
    try {
      return builder.key(key).build();
    } catch (IllegalArgumentException bad) {
      throw new SettingException(
          "verifier-key-env",
          "verifier-key-env: what "
              + values.text("verifier-key-env")
              + " holds cannot be used: "
              + bad.getMessage());
    }
  }

  private static Duration positiveMillis(SettingValues values) {
    return Duration.ofMillis(values.count("verifier-timeout-ms", Integer.MAX_VALUE, 1));
  }

  private static @Nullable String key(String variable, Map<String, String> environment) {
    if (variable.isEmpty()) {
      return null;
    }
    if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      // Not shown: it may be the key itself.
      throw new SettingException(
          "verifier-key-env",
          "verifier-key-env must be the name of an environment variable, not the key");
    }
    String key = environment.get(variable);
    if (key == null || key.isBlank()) {
      throw new SettingException(
          "verifier-key-env", "verifier-key-env names a variable that is not set: " + variable);
    }
    return key.strip();
  }
}
