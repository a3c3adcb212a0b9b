package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.session.Mode;
import dev.pith.verifier.trim.TrimSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the texts of settings as what they stand for. */
final class SettingValues {

  private final Map<String, String> texts;

  /**
   * Takes the texts by key; a key that is missing has its default.
   *
   * @param texts text of each setting that is set, by key
   */
  SettingValues(Map<String, String> texts) {
    this.texts = texts;
  }

  ProxySettings toSettings() {
    return new ProxySettings(
        url("upstream"),
        text("host"),
        number("port"),
        choice("mode", Mode.class),
        trim(),
        choice("stop-method", StopMethod.class),
        thinking(),
        flag("starts-inside"),
        flag("guide-visible"),
        flag("pith-object"),
        number("max-body-bytes"),
        millis("connect-timeout-ms"),
        millis("upstream-silence-ms"),
        number("upstream-connections"),
        millis("continuation-deadline-ms"),
        millis("verifier-deadline-ms"),
        number("verifier-concurrency"),
        millis("drain-ms"));
  }

  private String text(String key) {
    Setting setting = Setting.named(key).orElseThrow();
    return texts.getOrDefault(key, setting.defaultText()).strip();
  }

  private @Nullable URI url(String key) {
    String text = text(key);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return new URI(text);
    } catch (URISyntaxException bad) {
      throw new SettingException(
          key, key + " must be a URL: " + text + " (" + bad.getReason() + ")");
    }
  }

  private int number(String key) {
    try {
      return Integer.parseInt(text(key));
    } catch (NumberFormatException bad) {
      throw new SettingException(
          key, key + " must be a whole number up to " + Integer.MAX_VALUE + ": " + text(key));
    }
  }

  private Duration millis(String key) {
    return Duration.ofMillis(number(key));
  }

  private boolean flag(String key) {
    return Boolean.parseBoolean(choice(key));
  }

  private String choice(String key) {
    List<String> choices = Arrays.asList(Setting.named(key).orElseThrow().unit().split("\\|", -1));
    String text = text(key).toLowerCase(Locale.ROOT);
    if (!choices.contains(text)) {
      throw new SettingException(key, key + " must be one of " + choices + ": " + text(key));
    }
    return text;
  }

  private <E extends Enum<E>> E choice(String key, Class<E> type) {
    return Enum.valueOf(type, choice(key).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private ContinuationShape thinking() {
    String open = escaped("think-open");
    String close = escaped("think-close");
    try {
      return new ContinuationShape(open, close);
    } catch (IllegalArgumentException bad) {
      throw new SettingException("think-close", "think-close: " + bad.getMessage());
    }
  }

  /** White space counts here, and line ends are written as {@code \\n}. */
  private String escaped(String key) {
    String text = texts.getOrDefault(key, Setting.named(key).orElseThrow().defaultText());
    try {
      return text.translateEscapes();
    } catch (IllegalArgumentException bad) {
      throw new SettingException(key, key + " has an unknown escape: " + text);
    }
  }

  private TrimSettings trim() {
    TrimSettings trim =
        choice("policy").equals("faithful") ? TrimSettings.faithful() : TrimSettings.pith();
    Map<String, String> open = new LinkedHashMap<>();
    for (Setting setting : Setting.all()) {
      String text = texts.get(setting.key());
      if (text != null && setting.trimKey().isPresent()) {
        open.put(setting.key(), text.strip());
      }
    }
    /* Two values may be right together and wrong one by one: go on until no further one fits. */
    while (!open.isEmpty()) {
      SettingException refused = null;
      Map<String, String> left = new LinkedHashMap<>();
      for (Map.Entry<String, String> entry : open.entrySet()) {
        String trimKey = Setting.named(entry.getKey()).flatMap(Setting::trimKey).orElseThrow();
        try {
          trim = trim.with(trimKey, entry.getValue());
        } catch (IllegalArgumentException bad) {
          refused = new SettingException(entry.getKey(), String.valueOf(bad.getMessage()));
          left.put(entry.getKey(), entry.getValue());
        }
      }
      if (refused != null && left.size() == open.size()) {
        throw refused;
      }
      open = left;
    }
    return trim;
  }
}
