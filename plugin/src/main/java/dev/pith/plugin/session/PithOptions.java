package dev.pith.plugin.session;

import dev.pith.plugin.settings.Setting;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.verifier.trim.TrimSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Pith does with a request, wherever it stands: in the proxy or around a LangChain4j model.
 *
 * @param mode what is done with the reasoning of a request that does not say
 * @param trim when a trace is cut
 * @param guideVisible whether users see the sentence that leads the model to its answer
 * @param continuationDeadline how long the model may take from a cut to its first word of the
 *     answer; at least a millisecond
 * @param verifierDeadline how long the answer of a verifier is waited for; at least a millisecond
 * @param verifierConcurrency questions that wait for the verifier at the same time, at least 1
 */
public record PithOptions(
    Mode mode,
    TrimSettings trim,
    boolean guideVisible,
    Duration continuationDeadline,
    Duration verifierDeadline,
    int verifierConcurrency) {

  /** What holds where nobody says otherwise: mode {@code auto}, policy {@code pith}. */
  public static final PithOptions DEFAULT = builder().build();

  private static final List<String> KEYS =
      List.of(
          "mode",
          "policy",
          "guide-visible",
          "continuation-deadline-ms",
          "verifier-deadline-ms",
          "verifier-concurrency");

  /**
   * Refuses values out of range, naming the setting and the value.
   *
   * @throws SettingException if a value is out of its range
   */
  public PithOptions {
    requirePositive(continuationDeadline.toMillis(), "continuation-deadline-ms");
    requirePositive(verifierDeadline.toMillis(), "verifier-deadline-ms");
    requirePositive(verifierConcurrency, "verifier-concurrency");
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the options with these values.
   *
   * @throws SettingException if a value is not of its type or out of its range
   */
  public static PithOptions of(SettingValues values) {
    return new PithOptions(
        values.choice("mode", Mode.class),
        values.trim(),
        values.flag("guide-visible"),
        values.millis("continuation-deadline-ms"),
        values.millis("verifier-deadline-ms"),
        values.number("verifier-concurrency"));
  }

  /** Returns these options with another mode. */
  public PithOptions withMode(Mode other) {
    return new PithOptions(
        other, trim, guideVisible, continuationDeadline, verifierDeadline, verifierConcurrency);
  }

  /** Returns these options with another policy. */
  public PithOptions withTrim(TrimSettings other) {
    return new PithOptions(
        mode, other, guideVisible, continuationDeadline, verifierDeadline, verifierConcurrency);
  }

  private static void requirePositive(long value, String key) {
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new SettingException(key, key + " must be in [1, " + Integer.MAX_VALUE + "]: " + value);
    }
  }

  /** Collects values by the names that the proxy's flags have. Not thread-safe. */
  public static final class Builder {

    private final Map<String, String> values = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Sets one value.
     *
     * @param key its name: {@code mode}, {@code policy}, {@code guide-visible}, {@code
     *     continuation-deadline-ms}, {@code verifier-deadline-ms}, {@code verifier-concurrency}, or
     *     {@code trim-} and a value of {@link TrimSettings}
     * @param value the value, or its text
     * @throws SettingException if there is no option of that name
     */
    public Builder set(String key, Object value) {
      boolean known =
          KEYS.contains(key) || Setting.named(key).flatMap(Setting::trimKey).isPresent();
      if (!known) {
        throw new SettingException(
            key, "unknown option " + key + "; there are " + KEYS + " and those of trim-");
      }
      values.put(key, value.toString());
      return this;
    }

    /**
     * Builds the options.
     *
     * @throws SettingException if a value is not of its type or out of its range
     */
    public PithOptions build() {
      return of(new SettingValues(values));
    }
  }
}
